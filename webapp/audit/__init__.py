"""Audit: append-only events written with the change, sealed in order into a chain of HMACs."""

from webapp.audit.declared import Event, Thing
from webapp.audit.verbs import SYSTEM, Actor, record
from webapp.audit.vouching.telling import vouch
from webapp.db.written import AT_THE_END

AT_THE_END[:] = [vouch]  # every transaction ends with it

__all__ = ["SYSTEM", "Actor", "Event", "Thing", "record"]
