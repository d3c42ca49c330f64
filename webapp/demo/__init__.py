"""The demo: an invented 池州市 of real shape, the same for the same seed and day."""
