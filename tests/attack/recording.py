"""What the attacks on records share."""

from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Receipt, Slot

FROZEN = (Answer, DraftFinding, DraftRecheck, Slot, Receipt)


JSON = {"accept": "application/json"}
