"""Documents for screen, printer and file."""
