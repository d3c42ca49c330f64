"""Rendered pieces that many pages share, kept by everything they are made of.

The wording of an item is the same in every visit of a checklist's version; what differs from visit to visit is an
answer. In a template: `{{ kept(item.key, item_card, item, …) }}`, where `item.key` holds every value that the macro
shows, or is None for a piece that only this page has.

What belongs into a kept piece and is different on every page goes into its hole: the macro says `{{ hole }}`, the page
`{{ kept(…)|filling(note) }}`.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from secrets import token_hex
from typing import Any

from markupsafe import Markup

# Some 4 kB each.
MOST = 2000
# What nobody can have written into a piece.
HOLE = Markup(f"<!--{token_hex(12)}-->")  # noqa: S704 - our own


def filling(piece: str, part: str) -> Markup:
    """The piece with the part in its hole."""
    return Markup(piece).replace(HOLE, part, 1)  # noqa: S704 - a macro's markup


class Kept:
    """At most `most` pieces; the one that nobody asked for the longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._pieces: OrderedDict[Hashable, Any] = OrderedDict()

    def __call__(self, key: Hashable | None, macro: Callable[..., Any], *given: Any) -> Any:
        """The macro's markup for what is given, from earlier when something was kept under this key."""
        if key is None:
            return macro(*given)
        found = self._pieces.get(key)
        if found is not None:
            self._pieces.move_to_end(key)
            return found
        made = self._pieces[key] = macro(*given)
        if len(self._pieces) > self.most:
            self._pieces.popitem(last=False)
        return made
