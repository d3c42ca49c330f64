"""The rules of a draw: the arithmetic (algorithm), what is public of it (package), and checking that (verifying)."""
