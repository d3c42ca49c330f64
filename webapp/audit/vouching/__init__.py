"""Vouching for rows: hashes of what counts, and the proof that all of it stands."""
