"""Findings: what was found, followed up until it is closed."""
