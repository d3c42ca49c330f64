"""Importing the people of bureaus from a list; the accounts themselves are webapp/accounts'."""
