"""Writes to accounts that a person does for themselves."""

from webapp.accounts.events import OTHERS_ENDED, PASSWORD_CHANGED, PERSON_EDITED, SESSION_ENDED
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import close_session, close_sessions_of
from webapp.accounts.login.verbs import own, proven
from webapp.accounts.members.credentials import NOWHERE, Trace, taken_over
from webapp.accounts.people import User
from webapp.accounts.tables import LoginFailure, Person, Session
from webapp.audit import record
from webapp.db import lock, transaction
from webapp.errors import Invalid, NotFound
from webapp.pinyin import sort_key


async def change_password(
    user: User, current: str, new: str, *, address: str, trace: Trace = NOWHERE
) -> None:
    """Set a new password; other sessions of the person end.

    Raises Invalid when `current` is wrong, TooMany when it was too often, by this person or from this address.
    """
    stored = await Person.select(Person.password).where(Person.id == user.id).first()
    asking = own(user.id, address)
    if stored is None or not await proven(stored["password"], current, asking, home=True):
        raise Invalid("现在的密码不对。")
    hashed = await hash_password(new)
    async with transaction():
        await Person.update({Person.password: hashed, Person.must_change: False}).where(Person.id == user.id)
        await close_sessions_of(user.id, but=user.session)
        await LoginFailure.delete().where(LoginFailure.account == asking.name)
        told = await taken_over(user.id, trace)
        await record(user, PASSWORD_CHANGED, user.id, after=told or None, bureau=user.bureau)


async def edit_me(user: User, name: str, phone: str, email: str) -> None:
    """Change the own name, phone and e-mail."""
    new, place = {"name": name, "phone": phone, "email": email}, sort_key(name)
    async with transaction():
        await lock(Person, user.id)
        row = await Person.select(Person.name, Person.phone, Person.email).where(Person.id == user.id).first()
        changed = {field: value for field, value in new.items() if row is None or row[field] != value}
        if not changed or row is None:
            return
        columns = changed | {"sort_key": place}
        await Person.update({Person._meta.get_column_by_name(k): v for k, v in columns.items()}).where(
            Person.id == user.id
        )
        before = {field: row[field] for field in changed}
        await record(user, PERSON_EDITED, user.id, before=before, after=changed, bureau=user.bureau)


async def end_session(user: User, session: int) -> None:
    """End one of the own sessions; NotFound when it is not theirs."""
    async with transaction():
        gone = (
            await Session.delete()
            .where((Session.id == session) & (Session.person == user.id))
            .returning(Session.id)
        )
        if not gone:
            raise NotFound
        await record(user, SESSION_ENDED, user.id, bureau=user.bureau)


async def end_other_sessions(user: User) -> None:
    """End all of the own sessions but this one."""
    async with transaction():
        await close_sessions_of(user.id, but=user.session)
        await record(user, OTHERS_ENDED, user.id, bureau=user.bureau)


async def log_out(user: User) -> None:
    """End this session."""
    await close_session(user.session)
