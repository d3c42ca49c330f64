"""Pieces of pages: fragments, notices, pictograms, QR codes."""
