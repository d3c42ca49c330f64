"""Lists that offices bring along: uploaded, their columns found, previewed, confirmed, taken back. kinds.py says what a kind adds."""
