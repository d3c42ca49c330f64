"""Sessions: a row per signed-in browser, found by the hash of its token; revocable, new at login."""

import hashlib
import secrets
from contextlib import suppress
from typing import Any

from webapp.accounts.bureaus.tree import bureaus_below
from webapp.accounts.people import User
from webapp.accounts.rules import ADMINISTRATOR, EMPLOYER, SESSION_LIFE, TOUCH_EVERY
from webapp.accounts.tables import Person, Session
from webapp.clock import now
from webapp.db import look, transaction
from webapp.db.engine.waiting import no_patience
from webapp.errors import Unavailable

COOKIE = "mashang_session"


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(person: int, device: str, address: str) -> str:
    """Make a session in the current transaction; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    moment = now()
    await Session.insert(
        Session(
            token_hash=token_hash(token),
            person=person,
            created_at=moment,
            last_seen=moment,
            expires_at=moment + SESSION_LIFE,
            device=device[:200],
            address=address[:64],
        )
    )
    return token


async def signed_in(token: str) -> User | None:
    """The person of a session that has not ended, with their reach; also notes that the session is in use."""
    rows = await look(
        "SELECT s.id AS session, s.last_seen, p.id, p.name, p.username, p.role, p.badge, p.must_change, p.bureau, "
        "b.code AS bureau_code, b.name AS bureau_name, b.parent AS above "
        "FROM session s JOIN person p ON p.id = s.person LEFT JOIN bureau b ON b.id = p.bureau "
        "WHERE s.token_hash = {} AND s.expires_at > {} AND p.active = {}",
        token_hash(token),
        now(),
        True,
    )
    if not rows:
        return None
    row = rows[0]
    if now() - row["last_seen"] > TOUCH_EVERY:
        await _touch(row["session"])
    return await user_of(row)


async def was_signed_in(token: str) -> bool:
    """Whether a session with this token began here, also one that has ended; ended ones are remembered for a month."""
    return bool(await look("SELECT 1 AS one FROM session WHERE token_hash = {}", token_hash(token)))


async def _touch(session: int) -> None:
    moment = now()
    # Where the database is busy, the next request notes it: nobody waits for it, and a page is shown.
    with no_patience(), suppress(Unavailable):
        async with transaction():
            await Session.update(
                {Session.last_seen: moment, Session.expires_at: moment + SESSION_LIFE}
            ).where(Session.id == session)


async def user_of(row: dict[str, Any]) -> User:
    """A User from a joined row of person and bureau (see signed_in)."""
    bureaus: tuple[int, ...] = ()
    enterprises: list[int] = []
    if row["role"] == EMPLOYER:
        theirs = await look(
            "SELECT enterprise FROM membership WHERE person = {} AND ended_at IS NULL", row["id"]
        )
        enterprises = [membership["enterprise"] for membership in theirs]
    elif row["bureau"] is not None:
        bureaus = await bureaus_below(row["bureau"])
    return User(
        topmost=row["role"] == ADMINISTRATOR and row["bureau"] is not None and row["above"] is None,
        id=row["id"],
        name=row["name"],
        username=row["username"],
        role=row["role"],
        bureau=row["bureau"],
        bureau_code=row["bureau_code"] or "",
        bureau_name=row["bureau_name"] or "",
        badge=row["badge"],
        must_change=bool(row["must_change"]),
        session=row.get("session") or 0,
        bureaus=bureaus,
        enterprises=tuple(enterprises),
    )


async def load_user(person: int) -> User:
    """A person as the application sees them, without a session (for commands and jobs)."""
    row = (
        await Person.select(
            Person.id,
            Person.name,
            Person.username,
            Person.role,
            Person.badge,
            Person.must_change,
            Person.bureau,
            Person.bureau.code.as_alias("bureau_code"),
            Person.bureau.name.as_alias("bureau_name"),
            Person.bureau.parent.as_alias("above"),
        )
        .where(Person.id == person)
        .first()
    )
    if row is None:
        raise LookupError(f"no person {person}")
    return await user_of(row)


async def close_session(session: int) -> None:
    async with transaction():
        await Session.delete().where(Session.id == session)


async def close_sessions_of(person: int, *, but: int = 0) -> None:
    """End all sessions of a person, in the current transaction."""
    await Session.delete().where((Session.person == person) & (Session.id != but))
