"""What of this room and of the database room is vouched for: see webapp/db/vouching.py."""

from webapp.audit.tables import EventRow, Seal
from webapp.db.tables import Lease, Mark, SentForm
from webapp.db.vouching import Apart

CHAIN = "proven by its own HMAC and by the chain of seals"
VOUCHED = [
    Apart(EventRow, CHAIN),
    Apart(Seal, CHAIN),
    Apart(Lease, "which process works just now; ends by itself"),
    Apart(Mark, "says that the database holds a demo; decides nothing"),
    Apart(SentForm, "which forms were sent, for a day, so that none makes its thing twice"),
]
