"""Board: the figures of a bureau, each of which opens its list."""
