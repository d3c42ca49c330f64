"""What people read for the fields of events, and for codes that stand in fields of many things.

Actions, things and the codes of one thing's fields are declared in `webapp/<room>/events.py`.
"""

from webapp.audit.vocabulary import campaigns, draws, duties
from webapp.audit.vocabulary.columns import COLUMNS, HIDDEN
from webapp.audit.vocabulary.fields import FIELDS as OWN
from webapp.audit.vocabulary.values import VALUES

HIDDEN |= draws.HIDDEN
FIELDS = campaigns.FIELDS | draws.FIELDS | duties.FIELDS | COLUMNS | OWN

__all__ = ["FIELDS", "HIDDEN", "VALUES"]
