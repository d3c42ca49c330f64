"""Field: day lists and what an inspector carries along."""
