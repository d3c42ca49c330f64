"""What nobody asks for any more is forgotten once an hour: wrong tries, sessions that have ended, forms that were sent."""

from datetime import timedelta

from webapp.accounts.tables import LoginFailure, Session
from webapp.clock import now
from webapp.db import transaction
from webapp.db.tables import SentForm

HOURLY = 3600
# Far longer than any throttle looks back (15 minutes), so that a changed clock loses nothing.
KEPT = timedelta(days=1)
# So long a form that is sent after its session has ended is known to be from somebody who was signed in
# (web/forms/typed.py).
SESSIONS_KEPT = timedelta(days=30)


async def forget_old() -> None:
    """Delete tries and sent forms older than KEPT, and expired sessions; each process may, since it changes nothing that is shown."""
    async with transaction():
        await LoginFailure.delete().where(LoginFailure.at < now() - KEPT)
        await Session.delete().where(Session.expires_at < now() - SESSIONS_KEPT)
        await SentForm.delete().where(SentForm.at < now() - KEPT)
