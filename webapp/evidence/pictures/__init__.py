"""Decoding pictures within one budget of memory: thumbnails, copies, watermarks."""
