"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.areas.tables import Area
from webapp.db.vouching import Vouched

VOUCHED = [Vouched(Area, "行政区划", whole=True)]
