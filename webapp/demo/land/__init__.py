"""The demo's places, people and enterprises."""
