"""码上职卫: field inspection of occupational health, from the gate to the closed finding."""
