"""Board: what a supervisor sees; composes the rooms above."""
