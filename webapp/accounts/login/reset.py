"""Forgotten passwords: a link by e-mail, or an initial password from the bureau."""

import hashlib
import secrets
from typing import Any

from webapp.accounts.events import PASSWORD_CHANGED, PASSWORD_RESET, RESET_ASKED
from webapp.accounts.login.passwords import hash_password
from webapp.accounts.login.sessions import close_sessions_of, load_user
from webapp.accounts.login.tries import Asking, count
from webapp.accounts.login.verbs import own
from webapp.accounts.members import credentials
from webapp.accounts.members.activation import enterprise_in_reach
from webapp.accounts.members.credentials import NOWHERE, Trace
from webapp.accounts.people import User
from webapp.accounts.rules import (
    LETTERS_ANYWHERE,
    RESET_LIFE,
    RESET_PROBLEMS,
    code_state,
    new_code,
    normal_username,
)
from webapp.accounts.tables import Activation, LoginFailure, Membership, Person
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, sql, transaction
from webapp.errors import Conflict, Forbidden, NotFound
from webapp.mail import in_background, mail_configured, send_mail
from webapp.settings import settings

RESET = "reset"
ELSEWHERE = (
    "此人还是别的监管机构所辖单位的人员，同一个密码也能打开那些单位，您不能重置。"
    "请本人用邮箱重置，或请管辖全部这些单位的上级监管机构办理。"
)


async def ask_for_reset(account: str, address: str) -> None:
    """Send a link to the person's e-mail, if there are both; takes the same time for every account.

    Raises TooMany when an account is asked for too often: from one network, or from all of them.
    """
    username = normal_username(account)[:50]
    await count(Asking(username, address, sort="reset", anywhere=LETTERS_ANYWHERE))
    in_background(_send_link(username))


async def _send_link(username: str) -> None:
    person = await Person.select().where(Person.username == username).first()
    if person is None or not person["active"] or not person["email"] or not mail_configured():
        return
    code = await issue_reset(person["id"])
    await send_mail(
        person["email"],
        "码上职卫：重置密码",
        f"{person['name']}：\n\n请在 24 小时内打开下面的链接设置新密码，链接只能用一次：\n\n"
        f"{settings().base_url}/reset/{code}\n\n如果不是您本人申请，请不用理会，密码不会改变。\n",
    )


async def issue_reset(person: int) -> str:
    """Make a link's code for a person; earlier ones end."""
    code = secrets.token_urlsafe(24)
    user = await load_user(person)
    async with transaction():
        await Activation.update({Activation.revoked_at: now()}).where(
            (Activation.person == person)
            & (Activation.purpose == RESET)
            & Activation.used_at.is_null()
            & Activation.revoked_at.is_null()
        )
        await Activation.insert(
            Activation(
                code_hash=_hash(code),
                purpose=RESET,
                person=person,
                issued_at=now(),
                expires_at=now() + RESET_LIFE,
            )
        )
        await record(user, RESET_ASKED, person, bureau=user.bureau)
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def reset_row(code: str) -> dict[str, Any]:
    """The open row of a link. Raises NotFound for a wrong one, Conflict for one used, replaced or expired."""
    row = (
        await Activation.select()
        .where((Activation.code_hash == _hash(code)) & (Activation.purpose == RESET))
        .first()
    )
    if row is None:
        raise NotFound("这个重置链接不对，请完整复制邮件里的链接，或重新申请。")
    state = code_state(row, now())
    if state != "open":
        raise Conflict(RESET_PROBLEMS[state])
    return row


async def reset_by_link(code: str, password: str) -> None:
    """Set the password by a link; all sessions of the person end."""
    row = await reset_row(code)
    hashed = await hash_password(password)
    async with transaction():
        await lock(Activation, row["id"])
        row = await reset_row(code)
        user = await load_user(row["person"])
        await Activation.update({Activation.used_at: now(), Activation.used_by: user.id}).where(
            Activation.id == row["id"]
        )
        await _set_password(user, hashed, must_change=False)
        await record(user, PASSWORD_CHANGED, user.id, bureau=user.bureau)


async def reset_member(
    user: User, enterprise_id: int, person: int, trace: Trace = NOWHERE
) -> tuple[dict[str, Any], str]:
    """Give somebody who acts for an enterprise in reach an initial password; returns (person, password).

    Raises Forbidden for others than User.may_issue, and Conflict when the account would open enterprises out of reach too.
    """
    enterprise = await enterprise_in_reach(user, enterprise_id)
    if not user.may_issue:
        raise Forbidden("重置用人单位人员的密码由持执法证的监督人员或监管科室办理。")
    if not await Membership.exists().where(
        (Membership.enterprise == enterprise_id)
        & (Membership.person == person)
        & Membership.ended_at.is_null()
    ):
        raise NotFound
    if await _acts_elsewhere(user, person):
        raise Conflict(ELSEWHERE)
    return await reset_password(
        user, person, enterprise=enterprise_id, bureau=enterprise["bureau"], trace=trace
    )


async def _acts_elsewhere(user: User, person: int) -> bool:
    """Whether the person acts for an enterprise that this user does not supervise (as SQL: see enterprise_in_reach)."""
    rows = await sql(
        "SELECT DISTINCT e.bureau FROM membership m JOIN enterprise e ON e.id = m.enterprise "
        "WHERE m.person = {} AND m.ended_at IS NULL",
        person,
    )
    return any(row["bureau"] not in user.bureaus for row in rows)


async def reset_password(
    user: User,
    person: int,
    *,
    enterprise: int | None = None,
    bureau: int | None = None,
    trace: Trace = NOWHERE,
) -> tuple[dict[str, Any], str]:
    """Give a person an initial password, which must be changed; who may is the caller's question."""
    password = new_code()
    hashed = await hash_password(password)
    async with transaction():
        owner = await load_user(person)
        await _set_password(owner, hashed, must_change=True)
        if owner.employer:
            await credentials.issued(user, credentials.RESET, enterprise, trace, person=person)
        await record(user, PASSWORD_RESET, person, enterprise=enterprise, bureau=bureau)
    row = await Person.select(Person.id, Person.name, Person.username).where(Person.id == person).first()
    return row or {}, password


async def _set_password(person: User, hashed: str, *, must_change: bool) -> None:
    await Person.update({Person.password: hashed, Person.must_change: must_change}).where(
        Person.id == person.id
    )
    await close_sessions_of(person.id)
    await LoginFailure.delete().where(LoginFailure.account.is_in([person.username, own(person.id, "").name]))
