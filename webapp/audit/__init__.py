"""Audit: append-only events written with the change, sealed in order into a chain of HMACs."""

from webapp.audit.verbs import SYSTEM, Actor, record

__all__ = ["SYSTEM", "Actor", "record"]
