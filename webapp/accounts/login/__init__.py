"""Signing in: passwords, sessions, wrong tries, forgotten passwords."""
