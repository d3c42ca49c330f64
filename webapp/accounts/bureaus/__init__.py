"""Bureaus: their tree, areas and people."""
