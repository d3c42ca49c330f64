"""Signing in and out. Wrong tries count by account and network together; see tries.py."""

from webapp.accounts.events import LOGGED_IN
from webapp.accounts.login.devices import known_to
from webapp.accounts.login.lanes import lane
from webapp.accounts.login.passwords import compare, turn
from webapp.accounts.login.sessions import load_user, open_session
from webapp.accounts.login.tries import Asking, at_home, count, forget, forgive, guard
from webapp.accounts.people import User
from webapp.accounts.rules import FAILURES_PER_ACCOUNT, normal_username
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Invalid

WRONG = "账号或密码不对，或账号已停用。"


def own(person: int, address: str) -> Asking:
    """Under what wrong passwords of somebody who is signed in count: no user name, so that whoever sits before an open
    browser is stopped, from wherever, and its owner can still sign in.
    """
    return Asking(str(person), address, sort="password", anywhere=FAILURES_PER_ACCOUNT)


async def log_in(username: str, password: str, *, device: str, address: str, browser: str = "") -> str:
    """Check and open a session; returns its token. `device` is what the browser calls itself, `browser` its cookie of devices.py.

    Raises Invalid when account or password are wrong (without saying which), TooMany after too many failures.
    """
    account = normal_username(username)[:60]
    person = await Person.select().where(Person.username == account).first()
    asking = Asking(account, address, known_to(browser, person["id"]) if person else "")
    stored = person["password"] if person and person["active"] else ""
    home = await at_home(person["id"] if person else 0, address)
    if not await proven(stored, password, asking, home=home) or person is None:
        raise Invalid(WRONG)
    user = await load_user(person["id"])
    async with transaction():
        return await admit(user, asking, device)


async def admit(user: User, asking: Asking, device: str) -> str:
    """Open a session for somebody who has proven who they are, in the current transaction; returns its token."""
    token = await open_session(user.id, device, asking.address)
    await Person.update({Person.last_login: now()}).where(Person.id == user.id)
    await forgive(asking)
    await record(user, LOGGED_IN, user.id, bureau=user.bureau)
    return token


async def proven(stored: str, password: str, asking: Asking, *, home: bool = False) -> bool:
    """Whether this is the password. TooMany when too many tries have failed that count against this one.

    The try is counted before the password is looked at, so that tries at once are no more than tries one by one; and
    only when its turn has come, so that people who sign in at once behind one address do not count against each other.
    From a network where very many have failed, strangers are looked at slowly (lanes.py); `home`: this one is none there.
    """
    await guard(asking)
    async with lane(asking, home=home) as passage:
        async with turn():
            tried = await count(asking)
            passage.right = await compare(stored, password)
            if passage.right:
                await forget(tried)
        return passage.right
