"""Accounts: bureaus, people, sessions, and what each person may see."""
