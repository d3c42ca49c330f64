"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.draws.tables import (
    Draw,
    DrawEntry,
    DrawPaper,
    DrawSupplement,
    DrawWitness,
    InspectorStanding,
    Recusal,
)

VOUCHED = [
    Vouched(Draw, "抽查"),
    Vouched(DrawPaper, "抽查的名录"),
    Vouched(DrawWitness, "抽查的见证"),
    Vouched(DrawEntry, "抽中的单位"),
    Vouched(DrawSupplement, "补抽"),
    Vouched(Recusal, "回避登记"),
    Vouched(InspectorStanding, "检查人员库"),
]
