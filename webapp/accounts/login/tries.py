"""Wrong tries, in the database: all processes count together. What counts against whom is said in docs/decisions/0007."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from webapp.accounts.rules import (
    FAILURE_WINDOW,
    FAILURES_ANYWHERE,
    FAILURES_PER_ACCOUNT,
    FAILURES_PER_ADDRESS,
)
from webapp.accounts.tables import LoginFailure, Session
from webapp.addresses import counted
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import TooMany

DEVICE = "device "
MOST_SESSIONS = 50
HERE = (
    "尝试次数过多：这个账号在这个网络上输错太多次，请 {} 分钟后再试。您登录过这个账号的手机或电脑不受影响；"
    "忘记密码请点“忘记密码”，或请管理员重置。"
)
THIS = "尝试次数过多，请 {} 分钟后再试；忘记密码请点“忘记密码”，或请管理员重置。"
ANYWHERE = (
    "尝试次数过多：有人在多处试这个账号的密码，没有登录过的设备请 {} 分钟后再试。"
    "您登录过这个账号的手机或电脑不受影响；急用请管理员重置密码。"
)


@dataclass(frozen=True)
class Asking:
    """Who tries what from where: `device` the name of a browser that this account knows, "" for any other.

    `sort` tells one kind of try from another, so that asking for letters or typing codes stands against no login.
    """

    account: str
    address: str
    device: str = ""
    sort: str = ""
    anywhere: int = FAILURES_ANYWHERE

    @property
    def name(self) -> str:
        return f"{self.sort} {self.account}".strip()[:60]

    @property
    def network(self) -> str:
        return f"{self.sort} {counted(self.address)}".strip()[:64]

    @property
    def place(self) -> str:
        """Where the try is counted: the browser that is known, else the network."""
        return f"{DEVICE}{self.device}" if self.device else self.network


async def guard(asking: Asking, *, own: int = 0) -> None:
    """TooMany when too many tries failed lately that count against this one, `own` of them not counted."""
    mine = (LoginFailure.account == asking.name) & (LoginFailure.address == asking.place)
    await _at_most(FAILURES_PER_ACCOUNT + own, mine, THIS if asking.device else HERE)
    if not asking.device:
        strangers = (LoginFailure.account == asking.name) & LoginFailure.address.not_like(f"{DEVICE}%")
        await _at_most(asking.anywhere + own, strangers, ANYWHERE)


async def _at_most(most: int, which: Any, says: str) -> None:
    moment = now()
    rows = await (
        LoginFailure.select(LoginFailure.at)
        .where(which & (LoginFailure.at > moment - FAILURE_WINDOW))
        .order_by(LoginFailure.at, ascending=False)
        .limit(most)
    )
    if len(rows) >= most:
        raise TooMany(says.format(_minutes(rows[-1]["at"], moment)))


def _minutes(counts: datetime, moment: datetime) -> int:
    """Until the try that is one too many counts no longer."""
    return max(1, ceil((counts + FAILURE_WINDOW - moment).total_seconds() / 60))


async def crowded(asking: Asking) -> int:
    """How many times over the limit a network has failed, whoever tried; 0 when it has not, or is no stranger's.

    Nobody is refused for that: the tries of strangers from there are looked at one after another (lanes.py).
    """
    if asking.device:
        return 0
    rows = await LoginFailure.count().where(
        (LoginFailure.address == asking.network) & (LoginFailure.at > now() - FAILURE_WINDOW)
    )
    return int(rows) // FAILURES_PER_ADDRESS


async def at_home(person: int, address: str) -> bool:
    """Whether this account is, or lately was, signed in from this address."""
    rows = await (
        Session.select(Session.address)
        .where(Session.person == person)
        .order_by(Session.id, ascending=False)
        .limit(MOST_SESSIONS)
    )
    return counted(address) in {counted(row["address"]) for row in rows}


async def count(asking: Asking) -> int:
    """Count a try before its outcome is known; returns its id for forget(). TooMany, uncounted, when it is one too many.

    Whoever counts after their own commit sees everybody who committed before: of tries at once no more than the limit
    go on, in whichever processes they are.
    """
    await guard(asking)
    async with transaction():
        rows = await LoginFailure.insert(LoginFailure(account=asking.name, address=asking.place, at=now()))
    tried: int = rows[0]["id"]
    try:
        await guard(asking, own=1)
    except TooMany:
        await forget(tried)
        raise
    return tried


async def forget(tried: int) -> None:
    """The try was a right one."""
    async with transaction():
        await LoginFailure.delete().where(LoginFailure.id == tried)


async def forgive(asking: Asking) -> None:
    """Whoever has proven who they are starts anew, in the current transaction; what strangers did elsewhere stays."""
    places = {asking.place, asking.network}
    await LoginFailure.delete().where(
        (LoginFailure.account == asking.name) & LoginFailure.address.is_in(sorted(places))
    )
