"""Importing enterprises from lists: read, judged, shown, confirmed, undone."""
