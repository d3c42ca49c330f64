"""The file of unsent work: read in a process of its own, shown, put in."""
