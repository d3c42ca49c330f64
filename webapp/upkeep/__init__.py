"""Upkeep: backup, restoring, upgrading, and what an administrator sees of the server."""
