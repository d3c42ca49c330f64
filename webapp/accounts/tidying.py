"""What nobody asks for any more is forgotten once an hour: wrong tries that count no longer, sessions that have ended."""

from datetime import timedelta

from webapp.accounts.tables import LoginFailure, Session
from webapp.clock import now
from webapp.db import transaction

HOURLY = 3600
# Longer than any throttle looks back (a quarter of an hour), whatever somebody does to the clock meanwhile.
KEPT = timedelta(days=1)


async def forget_old() -> None:
    """Delete tries older than KEPT and expired sessions; each process may, since it changes nothing that is shown."""
    async with transaction():
        await LoginFailure.delete().where(LoginFailure.at < now() - KEPT)
        await Session.delete().where(Session.expires_at < now() - KEPT)
