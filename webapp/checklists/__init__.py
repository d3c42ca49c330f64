"""Checklists: against what an enterprise is inspected."""
