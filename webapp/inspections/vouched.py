"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart, Part, Vouched
from webapp.findings.vouched import SUPERVISED
from webapp.inspections.tables import (
    Answer,
    ArrivedEntry,
    DraftFinding,
    DraftRecheck,
    Inspection,
    Receipt,
    ReceiptSeries,
    Slot,
    Supplement,
)

VOUCHED = [
    Vouched(
        Inspection,
        "检查",
        when="state IN ('submitted', 'void')",
        parts=(
            Part(Answer, "inspection"),
            Part(DraftFinding, "inspection"),
            Part(DraftRecheck, "inspection"),
            Part(Slot, "inspection"),
        ),
        follows={"bureau": SUPERVISED},
    ),
    Vouched(Receipt, "回执"),
    Vouched(Supplement, "补正"),
    Apart(ArrivedEntry, "which entries of a phone have come, so that none counts twice"),
    Apart(ReceiptSeries, "the next number of a receipt; the receipts are vouched for"),
]
