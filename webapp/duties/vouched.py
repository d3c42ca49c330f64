"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart, Vouched
from webapp.duties.tables import DutyChange, DutyRecord, DutyStanding

VOUCHED = [
    Vouched(DutyRecord, "履责记录", when="state = 'sent'"),
    Apart(DutyStanding, "made from the records and the enterprise; made anew whenever either changes"),
    Apart(
        DutyChange, "written by the database from what the enterprise's own row, which is vouched for, says"
    ),
]
