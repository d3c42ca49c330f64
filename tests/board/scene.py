"""Findings of every kind, made by chance, for the board's tests."""

import uuid
from datetime import timedelta
from random import Random
from typing import Any

from tests import cast
from webapp.checklists.tables import ChecklistVersion
from webapp.clock import now, today
from webapp.db import transaction
from webapp.db.sql.bulk import next_id, set_sequences, write_rows
from webapp.enterprises.tables import Enterprise
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection

PEOPLE = {
    "A": ("inspector", "colleague"),
    "B": ("inspector", "supervisor"),
    "C": ("outsider", "outsupervisor"),
}


async def scatter(seed: int, number: int) -> list[dict[str, Any]]:
    """`number` findings over the enterprises of the cast; returns the rows, with `bureau`, `area`, `industry`."""
    chance, ids = Random(seed), cast.ids()
    version = await ChecklistVersion.select(ChecklistVersion.id).first()
    assert version is not None
    visits: dict[str, uuid.UUID] = {name: uuid.UUID(int=chance.getrandbits(128)) for name in PEOPLE}
    firms = {row["id"]: row for row in await Enterprise.select()}
    async with transaction():
        for name, visit in visits.items():
            await Inspection.insert(
                Inspection(
                    id=visit, enterprise=ids[name], version=version["id"], kind="routine", lead=ids[PEOPLE[name][0]],
                    started_at=now(), received_at=now(), state="submitted",
                )
            )  # fmt: skip
        first = await next_id(Finding)
        rows = [_finding(chance, ids, visits, first + order) for order in range(number)]
        await write_rows(Finding, rows)
        await set_sequences([Finding])
    return [
        row | {name: firms[row["enterprise"]][name] for name in ("bureau", "area", "industry")}
        for row in rows
    ]


def _finding(chance: Random, ids: dict[str, int], visits: dict[str, uuid.UUID], pk: int) -> dict[str, Any]:
    name = chance.choice(list(PEOPLE))
    state = chance.choice(("open", "open", "open", "reported", "closed", "closed", "void", "terminated"))
    found = now() - timedelta(days=chance.randrange(1, 400))
    person = ids[chance.choice(PEOPLE[name])]
    ended = state in {"closed", "void", "terminated"}
    return {
        "id": pk, "enterprise": ids[name], "inspection": visits[name], "draft": uuid.UUID(int=chance.getrandbits(128)),
        "number": 1, "violation": chance.choice(("", "V10", "V24")), "fact": chance.choice(("=1+1 没有公告栏", "未戴口罩")),
        "requirement": "请改正", "handling": "order", "first_due_on": today(),
        "due_on": today() + timedelta(days=chance.randrange(-9, 9)), "state": state, "round": 1, "responsible": person,
        "found_by": person, "found_at": found,
        "ended_at": now() - timedelta(days=chance.randrange(0, 70)) if ended else None,
        "asked_due": today() if state == "open" and chance.random() < 0.2 else None,
        "objected": state == "open" and chance.random() < 0.2,
    }  # fmt: skip
