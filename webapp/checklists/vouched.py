"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion, Violation
from webapp.db.vouching import Part, Vouched

VOUCHED = [
    Vouched(Violation, "违法行为"),
    Vouched(Checklist, "检查表"),
    Vouched(
        ChecklistVersion,
        "检查表版本",
        when="state = 'published'",
        parts=(Part(ChecklistItem, "version"),),
    ),
]
