"""Enterprises: who is inspected, and at which workplace."""
