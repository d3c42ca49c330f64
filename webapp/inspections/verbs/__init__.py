"""Changing a visit. Every change is one transaction with its event, by one of the two inspectors, in a draft."""
