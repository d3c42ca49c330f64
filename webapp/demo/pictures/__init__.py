"""The demo's photos."""
