"""The words themselves: what people read for actions, things, fields and values of events."""

from webapp.audit.vocabulary import draws
from webapp.audit.vocabulary.actions import ACTIONS
from webapp.audit.vocabulary.columns import COLUMNS, HIDDEN
from webapp.audit.vocabulary.fields import FIELDS as OWN
from webapp.audit.vocabulary.fields import THINGS
from webapp.audit.vocabulary.values import VALUES

ACTIONS |= draws.ACTIONS
THINGS |= draws.THINGS
HIDDEN |= draws.HIDDEN
FIELDS = draws.FIELDS | COLUMNS | OWN

__all__ = ["ACTIONS", "FIELDS", "HIDDEN", "THINGS", "VALUES"]
