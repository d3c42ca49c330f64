"""码上职卫: field inspection of occupational health, from the gate to the closed finding."""

__version__ = "0.1.0"
