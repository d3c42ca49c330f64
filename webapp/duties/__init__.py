"""履责: what an enterprise owes all year, its records, and the rates of a county."""
