"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart, Vouched
from webapp.field.tables import DayList, DayListEntry, UnsentFile

VOUCHED = [
    Vouched(DayList, "任务"),
    Vouched(DayListEntry, "任务中的用人单位"),
    Apart(UnsentFile, "a file on its way into an import; what it brings is vouched for when it has arrived"),
]
