"""A visit with findings, made without the pages of the visit: what other rooms would hand to this one."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.clock import now, today
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.evidence.forms import Claims
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Owner, keep
from webapp.findings.rules import Recheck
from webapp.findings.tables import Finding
from webapp.findings.verbs import open_findings, recheck
from webapp.findings.verbs.changes import LIVE
from webapp.findings.verbs.opening import drafted
from webapp.inspections.tables import Inspection

PHOTOS = Path(__file__).parents[1] / "photos"
Row = dict[str, Any]


async def who(name: str) -> User:
    return await load_user(ids()[name])


async def visit(enterprise: str = "A", lead: str = "inspector", **values: Any) -> Row:
    """A submitted inspection."""
    version = await ChecklistVersion.select(ChecklistVersion.id).first()
    row = {
        "id": uuid4(),
        "enterprise": ids()[enterprise],
        "version": version["id"],
        "kind": "routine",
        "lead": ids()[lead],
        "second": ids()["colleague"],
        "state": "submitted",
        "started_at": now(),
        "ended_at": now(),
        "received_at": now(),
        **values,
    }
    async with transaction():
        await Inspection.insert(Inspection(**row))
    return row


async def item(code: str = "5.1") -> Row:
    rows = await ChecklistItem.select().where(ChecklistItem.code == code)
    return rows[0]


def draft(**values: Any) -> Row:
    return drafted(
        **{
            "id": uuid4(),
            "fact": "破碎车间粉尘浓度 12 mg/m³，超过限值。",
            "requirement": "安装除尘设施，使粉尘浓度符合国家标准。",
            "person": ids()["inspector"],
            **values,
        }
    )


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def shoot(
    by: str, kind: str, owner: object, target: str = "", picture: str = "Landscape_0", what: str = "before"
) -> UUID:
    """Keep a real photo of an owner."""
    photo = uuid4()
    place = Owner(kind, str(owner), target, ids()["A"], ids()["county"])
    data = (PHOTOS / f"{picture}.jpg").read_bytes()
    await keep(await who(by), photo, place, Claims(kind=PhotoKind(what), target=target), chunks(data))
    return photo


async def findings(
    number: int = 1, *, enterprise: str = "A", lead: str = "inspector", due: int = 10
) -> list[int]:
    """Open findings of one visit, due in so many days (negative: overdue already)."""
    inspection = await visit(enterprise, lead)
    code = (await item())["id"]
    drafts = [draft(item=code, due_on=today() + timedelta(days=due)) for _ in range(number)]
    async with transaction():
        return await open_findings(await who(lead), inspection, drafts)


async def finding(**values: Any) -> int:
    return (await findings(**values))[0]


async def row_of(finding_id: int) -> Row:
    rows = await Finding.select().where(Finding.id == finding_id)
    return rows[0]


async def look_again(
    finding_id: int,
    result: Recheck,
    note: str = "",
    evidence: int = 1,
    by: str = "inspector",
    on: date | None = None,
    **values: Any,
) -> Row:
    """A re-inspection; returns its inspection."""
    moment = now() if on is None else now() + (on - today())
    inspection = await visit(kind="recheck", lead=by, ended_at=moment, **values)
    async with transaction():
        await recheck(await who(by), finding_id, inspection, result, note, evidence)
    return inspection


async def counts_agree() -> None:
    """Enterprise.open_findings is the number of live findings, everywhere."""
    for enterprise in await Enterprise.select(Enterprise.id, Enterprise.open_findings):
        live = await Finding.count().where(
            (Finding.enterprise == enterprise["id"]) & Finding.state.is_in(LIVE)
        )
        assert live == enterprise["open_findings"]
