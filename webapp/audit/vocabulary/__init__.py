"""The words themselves: what people read for actions, things, fields and values of events."""

from webapp.audit.vocabulary.actions import ACTIONS
from webapp.audit.vocabulary.fields import FIELDS, THINGS
from webapp.audit.vocabulary.values import VALUES

__all__ = ["ACTIONS", "FIELDS", "THINGS", "VALUES"]
