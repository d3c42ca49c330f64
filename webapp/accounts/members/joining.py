"""Using an activation code: a new account, or one more enterprise for the account of a mobile number."""

from typing import Any

from webapp.accounts.events import CODE_USED, MEMBER_ADDED, PERSON_CREATED
from webapp.accounts.login.devices import known_to
from webapp.accounts.login.lanes import lane
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import load_user
from webapp.accounts.login.tries import Asking, count, forget, guard
from webapp.accounts.login.verbs import admit, proven
from webapp.accounts.members import credentials
from webapp.accounts.members.activation import OVER, find, must_be_open
from webapp.accounts.members.credentials import Trace
from webapp.accounts.rules import EMPLOYER, normal_code
from webapp.accounts.tables import Activation, Membership, Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, Invalid

STAFF_ACCOUNT = "这个手机号是监管人员的账号，不能用于用人单位，请换一个手机号。"
NOT_THEIRS = "这个手机号已有账号，请输入该账号原来的密码；忘记密码请联系发码的监管机构重置。"
WRONG = "激活码不对，请核对后再输，字母不分大小写。"


class WrongCode(Invalid):
    """No code of ours."""


async def activate(
    code: str,
    name: str,
    mobile: str,
    password: str,
    *,
    device: str,
    address: str,
    browser: str = "",
    known: str = "",
) -> str:
    """Use a code: make the account of `mobile`, or add the membership to the one that has this password.

    `browser`: the mark by which credentials know it again; `known`: the accounts that it has signed in to (devices.py).

    Returns the token of a new session. Raises Invalid (wrong code, wrong password), Conflict (used, expired, revoked,
    already a member), TooMany after too many wrong tries.
    """
    row = await _found(code, address)
    must_be_open(row)
    await _issuer_still_may(row)
    person = await Person.select().where(Person.username == mobile).first()
    asking = Asking(mobile, address, known_to(known, person["id"]) if person else "")
    if person is not None:
        await _prove(person, password, asking)
    hashed = "" if person else await hash_password(password)
    async with transaction():
        await lock(Activation, row["id"])
        must_be_open(await find(code) or row)
        if person is None:
            person = await _new_person(name, mobile, hashed)
        await _join(person["id"], row["enterprise"])
        await Activation.update({Activation.used_at: now(), Activation.used_by: person["id"]}).where(
            Activation.id == row["id"]
        )
        told = await credentials.activated(row["id"], person["id"], Trace(browser, device, address))
        user = await load_user(person["id"])
        for event, thing_id, after in (
            (CODE_USED, row["id"], told),
            (MEMBER_ADDED, user.id, None),
        ):
            await record(
                user,
                event,
                thing_id,
                after=after,
                enterprise=row["enterprise"],
                bureau=await _bureau(row),
            )
        return await admit(user, asking, device)


async def _issuer_still_may(row: dict[str, Any]) -> None:
    """A code that an assistant gave out (once they could), or somebody without a badge by now, opens nothing."""
    if row["issued_by"] and not (await load_user(row["issued_by"])).may_issue:
        raise Conflict(OVER)


async def company_of(code: str, address: str) -> dict[str, Any]:
    """Name, workplace and industry of the enterprise whose open code this is: what its label tells anybody too.

    Wrong codes count as wrong tries of an activation do. Raises as activate() does.
    """
    row = await _found(code, address)
    must_be_open(row)
    await _issuer_still_may(row)
    rows = await sql(
        "SELECT e.name, e.workplace, i.name AS industry FROM enterprise e LEFT JOIN industry i ON i.code = e.industry "
        "WHERE e.id = {}",
        row["enterprise"],
    )
    return rows[0]


async def _found(code: str, address: str) -> dict[str, Any]:
    """The row of a code that was typed; where many wrong ones came from, one after another (lanes.py)."""
    asking = Asking(normal_code(code), address, sort="code")
    await guard(asking)
    async with lane(asking) as passage:
        tried = await count(asking)
        row = await find(code)
        if row is None:
            raise WrongCode(WRONG)
        passage.right = True
    await forget(tried)
    return row


async def _prove(person: dict[str, Any], password: str, asking: Asking) -> None:
    """The mobile number has an account: its password proves that it is the same person."""
    if not await proven(person["password"], password, asking):
        raise Invalid(NOT_THEIRS)
    if person["role"] != EMPLOYER:
        raise Conflict(STAFF_ACCOUNT)
    if not person["active"]:
        raise Conflict("这个账号已停用，请联系发码的监管机构。")


async def _new_person(name: str, mobile: str, hashed: str) -> dict[str, Any]:
    row = await Person.insert(
        Person(username=mobile, name=name, role=EMPLOYER, phone=mobile, password=hashed, created_at=now())
    ).on_conflict(target=Person.username, action="DO NOTHING")
    if not row:
        raise Conflict("这个手机号刚刚被激活，请用它登录后再输入激活码。")
    person = await Person.select().where(Person.id == row[0]["id"]).first()
    user = await load_user(row[0]["id"])
    await record(user, PERSON_CREATED, user.id, after={"username": mobile, "role": EMPLOYER})
    return person or {}


async def _join(person: int, enterprise: int) -> None:
    here = (Membership.person == person) & (Membership.enterprise == enterprise)
    existing = await Membership.select().where(here).first()
    if existing is None:
        await Membership.insert(Membership(person=person, enterprise=enterprise, since=now()))
    elif existing["ended_at"] is None:
        raise Conflict("您已经是这个单位的人员，请直接登录。激活码没有用掉。")
    else:
        await Membership.update({Membership.since: now(), Membership.ended_at: None}).where(here)


async def _bureau(row: dict[str, Any]) -> int | None:
    rows = await sql("SELECT bureau FROM enterprise WHERE id = {}", row["enterprise"])
    return int(rows[0]["bureau"]) if rows else None
