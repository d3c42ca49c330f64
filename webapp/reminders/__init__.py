"""Reminders: notices in the inbox, by e-mail, and as a text to copy."""
