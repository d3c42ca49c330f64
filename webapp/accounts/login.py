"""Signing in and out, throttled by account and by address."""

from piccolo.query.functions.aggregate import Count

from webapp.accounts.passwords import password_matches
from webapp.accounts.people import User
from webapp.accounts.rules import FAILURE_WINDOW, FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS, normal_username
from webapp.accounts.sessions import load_user, open_session
from webapp.accounts.tables import LoginFailure, Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Invalid, TooMany

WRONG = "账号或密码不对，或账号已停用。"
THROTTLED = "尝试次数过多，请 15 分钟后再试，或请管理员重置密码。"


async def log_in(username: str, password: str, *, device: str, address: str) -> str:
    """Check and open a session; returns its token.

    Raises Invalid when account or password are wrong (without saying which), TooMany after too many failures.
    """
    account = normal_username(username)[:60]
    await throttle(account, address)
    person = await Person.select().where(Person.username == account).first()
    matches = await password_matches(person["password"] if person else "", password)
    if person is None or not matches or not person["active"]:
        async with transaction():
            await LoginFailure.insert(LoginFailure(account=account, address=address, at=now()))
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


async def throttle(account: str, address: str) -> None:
    """TooMany when an account or an address has failed too often lately."""
    since = now() - FAILURE_WINDOW
    for column, value, most in (
        (LoginFailure.account, account, FAILURES_PER_ACCOUNT),
        (LoginFailure.address, address, FAILURES_PER_ADDRESS),
    ):
        rows = await LoginFailure.select(Count()).where((column == value) & (LoginFailure.at > since))
        if rows[0]["count"] >= most:
            raise TooMany(THROTTLED)
