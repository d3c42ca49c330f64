"""The sealed record of a visit, its receipt, and the proof that both agree."""
