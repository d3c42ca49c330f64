"""Signing in and out, throttled by account and by address."""

from piccolo.query.functions.aggregate import Count

from webapp.accounts.passwords import compare, turn
from webapp.accounts.people import User
from webapp.accounts.rules import FAILURE_WINDOW, FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, normal_username
from webapp.accounts.sessions import load_user, open_session
from webapp.accounts.tables import LoginFailure, Person
from webapp.addresses import counted
from webapp.audit import record
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Invalid, TooMany

WRONG = "账号或密码不对，或账号已停用。"
THROTTLED = "尝试次数过多，请 15 分钟后再试，或请管理员重置密码。"


def own(person: int) -> str:
    """Under which wrong passwords of somebody who is signed in count: no user name, so that whoever sits before an open
    browser is stopped and its owner can still sign in.
    """
    return f"password {person}"


async def log_in(username: str, password: str, *, device: str, address: str) -> str:
    """Check and open a session; returns its token.

    Raises Invalid when account or password are wrong (without saying which), TooMany after too many failures.
    """
    account = normal_username(username)[:60]
    person = await Person.select().where(Person.username == account).first()
    stored = person["password"] if person and person["active"] else ""
    if not await proven(stored, password, account=account, address=address) or person is None:
        raise Invalid(WRONG)
    user = await load_user(person["id"])
    async with transaction():
        return await admit(user, account, device, address)


async def admit(user: User, account: str, device: str, address: str) -> str:
    """Open a session for somebody who has proven who they are, in the current transaction; returns its token."""
    token = await open_session(user.id, device, address)
    await Person.update({Person.last_login: now()}).where(Person.id == user.id)
    await LoginFailure.delete().where(LoginFailure.account == account)
    await record(user, "person.logged_in", "person", user.id, bureau=user.bureau)
    return token


async def proven(stored: str, password: str, *, account: str, address: str) -> bool:
    """Whether this is the password. TooMany when the account or the address has failed too often.

    The try is counted before the password is looked at, so that tries at once are no more than tries one by one; and
    only when its turn has come, so that people who sign in at once behind one address do not count against each other.
    """
    await _throttle(account, address)
    async with turn():
        tried = await count_try(account, address)
        matches = await compare(stored, password)
        if matches:
            await forget(tried)
    return matches


async def count_try(account: str, address: str) -> int:
    """Count a try before its outcome is known; returns its id for forget(). TooMany, uncounted, when it is one too many.

    Whoever counts after their own commit sees everybody who committed before: of tries at once no more than the limit
    go on, in whichever processes they are.
    """
    await _throttle(account, address)
    async with transaction():
        rows = await LoginFailure.insert(LoginFailure(account=account, address=counted(address), at=now()))
    tried: int = rows[0]["id"]
    try:
        await _throttle(account, address, own=1)
    except TooMany:
        await forget(tried)
        raise
    return tried


async def forget(tried: int) -> None:
    """The try was a right one."""
    async with transaction():
        await LoginFailure.delete().where(LoginFailure.id == tried)


async def _throttle(account: str, address: str, *, own: int = 0) -> None:
    """TooMany when an account or an address has failed too often lately, `own` of them not counted."""
    since = now() - FAILURE_WINDOW
    for column, value, most in (
        (LoginFailure.account, account, FAILURES_PER_ACCOUNT),
        (LoginFailure.address, counted(address), FAILURES_PER_ADDRESS),
    ):
        rows = await LoginFailure.select(Count()).where((column == value) & (LoginFailure.at > since))
        if rows[0]["count"] - own >= most:
            raise TooMany(THROTTLED)
