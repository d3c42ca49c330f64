"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Apart
from webapp.jobs.tables import Job

VOUCHED = [Apart(Job, "how far a job has come; what it writes is vouched for by itself")]
