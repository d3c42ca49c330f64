"""Inspections: the visit, its answers, slots and submission."""
