"""Visits made row by row, ready to submit or with something missing, and the requests that people send."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.cast import ids
from tests.evidence.pictures import encoded, in_chunks
from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.checklists.tables import ChecklistItem, ChecklistVersion
from webapp.clock import now, today
from webapp.db import transaction
from webapp.evidence.forms import Claims
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Owner, keep
from webapp.inspections.queries.places import hazards_of, slots_of
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Slot

Row = dict[str, Any]
FACT = "破碎车间粉尘浓度 12 mg/m³，超过限值。"
REQUIREMENT = "安装除尘设施，使粉尘浓度符合国家标准。"
CLOSING = {"companion": "王五", "companion_post": "安全科长", "conclusion": "共检查 60 项，发现问题 1 个。"}


async def who(name: str) -> User:
    return await load_user(ids()[name])


async def visit(lead: str = "inspector", enterprise: str = "A", **values: Any) -> UUID:
    """A draft without answers."""
    version = (
        await ChecklistVersion.select(ChecklistVersion.id)
        .where(ChecklistVersion.state == "published")
        .first()
    )
    row = {
        "id": uuid4(),
        "enterprise": ids()[enterprise],
        "version": version["id"],
        "kind": "routine",
        "lead": ids()[lead],
        "second": ids()["colleague"],
        "showed_badge": True,
        "told_rights": True,
        "started_at": now() - timedelta(hours=1),
        "received_at": now(),
        "clock_offset": 0,
        "latitude": 30.66,
        "longitude": 117.49,
        "accuracy": 12.5,
        "distance": 0.0,
        **values,
    }
    async with transaction():
        await Inspection.insert(Inspection(**row))
    return row["id"]


async def answer_all(inspection: UUID, lead: str = "inspector", **other: str) -> None:
    """符合 everywhere, but for codes given as c5_6="unmet"."""
    row = await Inspection.select().where(Inspection.id == inspection).first()
    items = (
        await ChecklistItem.select()
        .where(ChecklistItem.version == row["version"])
        .order_by(ChecklistItem.position)
    )
    given = {code[1:].replace("_", "."): result for code, result in other.items()}
    rows = [
        Answer(
            inspection=inspection,
            item=item["id"],
            revision=1,
            result=given.get(item["code"], "met"),
            person=ids()[lead],
            note="台账缺两页" if given.get(item["code"]) == "mostly" else "",
            answered_at=now(),
            received_at=now(),
            entry=str(uuid4()),
        )
        for item in items
    ]
    slots = [
        Slot(
            inspection=inspection,
            key=slot.key,
            result="no_photo",
            reason="在高处",
            person=ids()[lead],
            answered_at=now(),
        )
        for slot in await slots_of(await hazards_of(row["enterprise"]))
    ]
    async with transaction():
        for start in range(0, len(rows), 20):
            await Answer.insert(*rows[start : start + 20])
        if slots:
            await Slot.insert(*slots)


async def draft_finding(inspection: UUID, code: str | None = "5.1", **values: Any) -> UUID:
    """A finding as drafted, with a photo of the fault."""
    item = (
        await ChecklistItem.select(ChecklistItem.id).where(ChecklistItem.code == code).first()
        if code
        else None
    )
    row = {
        "id": uuid4(),
        "inspection": inspection,
        "item": item["id"] if item else None,
        "fact": FACT,
        "requirement": REQUIREMENT,
        "due_on": today() + timedelta(days=30),
        "person": ids()["inspector"],
        "updated_at": now(),
        **values,
    }
    async with transaction():
        await DraftFinding.insert(DraftFinding(**row))
    await shoot(inspection, f"finding:{row['id']}", "before")
    if row.get("on_site"):
        await shoot(inspection, f"after:{row['id']}", "after", "Portrait_0")
    return row["id"]


async def shoot(
    inspection: UUID,
    target: str = "",
    kind: str = "other",
    picture: str = "Landscape_0",
    by: str = "inspector",
) -> UUID:
    """A real photo of the visit."""
    photo = uuid4()
    owner = Owner("inspection", str(inspection), target, ids()["A"], ids()["county"])
    claims = Claims(kind=PhotoKind(kind), target=target)
    await keep(await who(by), photo, owner, claims, in_chunks(encoded("JPEG", picture, 160)))
    return photo


async def draft_recheck(inspection: UUID, finding: int, result: str, note: str = "") -> None:
    async with transaction():
        await DraftRecheck.insert(
            DraftRecheck(
                inspection=inspection,
                finding=finding,
                result=result,
                note=note,
                person=ids()["inspector"],
                answered_at=now(),
            )
        )


async def ready(**values: Any) -> UUID:
    """A visit with one finding that lacks nothing but what the review asks for."""
    made = await visit(**values)
    await answer_all(made, c5_1="unmet", c1_1="mostly", c9_4="na")
    await draft_finding(made)
    return made


async def complete(**values: Any) -> UUID:
    """A visit that lacks nothing at all."""
    return await ready(**{**CLOSING, **values})
