"""Gate: what a scan opens; composes the rooms above."""
