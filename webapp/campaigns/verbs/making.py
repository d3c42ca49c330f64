"""A campaign and its phases, while it is a draft."""

import json
from collections.abc import Sequence
from typing import Any

from webapp.accounts.people import User
from webapp.audit import record
from webapp.campaigns import queries
from webapp.campaigns.events import CREATED, EDITED
from webapp.campaigns.rules import Phase, faults
from webapp.campaigns.tables import Campaign, CampaignPhase
from webapp.campaigns.words import State
from webapp.clock import now, today
from webapp.db import duplicate, lock, sql, transaction
from webapp.errors import Conflict, Invalid

Row = dict[str, Any]
Planned = Sequence[tuple[Phase, str]]
TOLD = ("title", "kind", "basis", "upper", "focus", "goal", "report_on")


async def create(user: User, columns: Row, rule: Row, phases: Planned) -> int:
    """A new draft of the user's bureau with its phases (each with what is done in it); returns its id."""
    _check(phases)
    async with transaction():
        code = await _next_code(today().year)
        row = Campaign(
            **columns,
            code=code,
            rule=json.dumps(rule),
            bureau=user.bureau,
            created_by=user.id,
            created_at=now(),
        )
        try:
            pk: int = (await Campaign.insert(row))[0]["id"]
        except Exception as error:
            if duplicate(error):  # two who begin at once on PostgreSQL
                raise Conflict("刚刚有人也新建了行动，请再按一次“保存”。") from None
            raise
        await _put(pk, phases)
        await record(user, CREATED, pk, after=_told(columns, phases) | {"code": code}, bureau=user.bureau)
    return pk


async def edit(user: User, pk: int, columns: Row, rule: Row, phases: Planned) -> None:
    """Change a draft. What has been frozen stays as it is."""
    _check(phases)
    async with transaction():
        row = await held(user, pk, State.DRAFT)
        before = _told(row, [(one, "") for one in queries.phases_of(await queries.phase_rows(pk))])
        changed: dict[Any, Any] = {**columns, "rule": json.dumps(rule)}
        await Campaign.update(changed).where(Campaign.id == pk)
        await CampaignPhase.delete().where(CampaignPhase.campaign == pk)
        await _put(pk, phases)
        await record(user, EDITED, pk, before=before, after=_told(columns, phases), bureau=row["bureau"])


async def held(user: User, pk: int, *states: State) -> Row:
    """The campaign, held until the end of the transaction; Conflict unless it is in one of the states."""
    await lock(Campaign, pk)
    row = await queries.campaign_for(user, pk, organiser=True)
    if row["state"] not in states:
        raise Conflict(f"这个行动{row['state_label']}，不能再做这一步。可能是同事刚刚做过，请看最新的页面。")
    return row


def _check(phases: Planned) -> None:
    if wrong := faults([one for one, _ in phases]):
        raise Invalid(wrong[0], "phases")


async def _put(pk: int, phases: Planned) -> None:
    for no, (one, work) in enumerate(phases, 1):
        row = CampaignPhase(
            campaign=pk, no=no, title=one.title, starts_on=one.starts_on, ends_on=one.ends_on, inspects=one.inspects,
            work=work,
        )  # fmt: skip
        await CampaignPhase.insert(row)


def _told(row: Row, phases: Planned) -> Row:
    lines = [f"{one.title} {one.starts_on} 至 {one.ends_on}" for one, _ in phases]
    return {name: row[name] for name in TOLD} | {"goal": f"{row['goal']}%", "phases": lines}


async def _next_code(year: int) -> str:
    """Codes follow one another, and none is given twice."""
    rows = await sql("SELECT code FROM campaign WHERE code LIKE {} ORDER BY code DESC LIMIT 1", f"C{year}-%")
    last = int(rows[0]["code"].rsplit("-", 1)[1]) if rows else 0
    return f"C{year}-{last + 1:05}"
