"""How slowly something may come: what stalls uses the patience up, what arrives fills it again."""

# Bytes that make up for a second of waiting. A phone on a poor link (2 kB/s) fills the patience in a few seconds and
# may stall for all of it again; a byte every few seconds does not.
LEAST = 256


class Pace:
    """`left`: how many seconds the next piece may take; `full` at the beginning, and never more."""

    def __init__(self, full: float) -> None:
        self.full = self.left = full

    def came(self, seconds: float, size: int) -> None:
        """So many bytes came after so many seconds of waiting."""
        self.left = min(self.full, self.left - seconds + size / LEAST)
