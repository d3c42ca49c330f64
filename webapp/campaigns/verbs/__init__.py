"""Writing campaigns."""
