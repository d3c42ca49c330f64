"""Lists of enterprises: finding, ticking, exporting."""
