"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart
from webapp.reminders.tables import Notice

VOUCHED = [Apart(Notice, "messages that tell of what is vouched for; reading one moves it")]
