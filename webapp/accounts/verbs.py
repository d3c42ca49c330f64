"""Writes to accounts that a person does for themselves."""

from webapp.accounts.passwords import hash_password, password_matches
from webapp.accounts.people import User
from webapp.accounts.sessions import close_session, close_sessions_of
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.db import transaction
from webapp.errors import Invalid


async def change_password(user: User, current: str, new: str) -> None:
    """Set a new password; other sessions of the person end. Raises Invalid when `current` is wrong."""
    stored = await Person.select(Person.password).where(Person.id == user.id).first()
    if stored is None or not await password_matches(stored["password"], current):
        raise Invalid("现在的密码不对。")
    hashed = await hash_password(new)
    async with transaction():
        await Person.update({Person.password: hashed, Person.must_change: False}).where(Person.id == user.id)
        await close_sessions_of(user.id, but=user.session)
        await record(user, "person.password_changed", "person", user.id, bureau=user.bureau)


async def log_out(user: User) -> None:
    """End this session."""
    await close_session(user.session)
