"""What the enterprises of 池州 did and did not do of their duties: rates near their targets, and a county with gaps."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from webapp.accounts.tables import Person
from webapp.clock import midnight
from webapp.db import insert_rows, sql, transaction
from webapp.duties.rules.judging import SEVERE
from webapp.duties.tables import DutyRecord
from webapp.duties.verbs.keeping import refresh

AGENCIES = (
    "安徽皖江检测技术有限公司（皖）职卫技字〔2023〕第018号",
    "池州市职业卫生技术服务中心（皖）职卫技字〔2022〕第007号",
)
CLINICS = ("池州市疾病预防控制中心", "池州市人民医院职业健康体检科")
# Kind, in how many of a hundred there is a record, cycle in days (severe, general).
KINDS = (
    ("declaration", 96, (365, 365)),
    ("measurement", 88, (365, 1095)),
    ("evaluation", 80, (1095, 0)),
    ("exam_pre", 60, (330, 330)),
    ("exam_on", 88, (365, 365)),
    ("exam_off", 40, (330, 330)),
    ("training_head", 86, (365, 365)),
    ("training_staff", 84, (365, 365)),
    ("training_worker", 82, (365, 365)),
    ("project", 10, (700, 700)),
)
LATE = 6  # of a hundred records that are there
WORSE = 25  # so many fewer in the county with gaps


async def write(seed: int, day: date) -> None:
    """Records of every enterprise: verified, waiting, late, missing; the first of each county owes a measurement."""
    chance = Random(seed)  # noqa: S311 - invented data
    who = {row["bureau"]: row["id"] for row in await _supervisors()}
    rows = await sql("SELECT id, bureau, severity, exposed_workers FROM enterprise ORDER BY id")
    gaps = max(who, default=0)
    first: dict[int, int] = {}
    for row in rows:
        first.setdefault(row["bureau"], row["id"])
    made = [
        one
        for row in rows
        if row["bureau"] in who
        for one in _records(
            chance, row, who[row["bureau"]], day, row["bureau"] == gaps, row["id"] in first.values()
        )
    ]
    async with transaction():
        await insert_rows(DutyRecord, made)
        await refresh([row["id"] for row in rows])


async def _supervisors() -> list[dict[str, Any]]:
    return (
        await Person.select(Person.id, Person.bureau).where(Person.role == "supervisor").order_by(Person.id)
    )


def _records(
    chance: Random, row: dict[str, Any], person: int, day: date, gaps: bool, first: bool
) -> list[dict[str, Any]]:
    made = []
    for kind, share, cycles in KINDS:
        days = cycles[0] if row["severity"] == SEVERE else cycles[1]
        owing = first and kind == "measurement"
        if days and (owing or chance.random() * 100 < share - WORSE * gaps):
            late = owing or chance.random() * 100 < LATE
            ago = days + 40 + chance.randrange(60) if late else chance.randrange(5, days - 10)
            made.append(_record(chance, row, person, kind, day - timedelta(ago)))
    return made


def _record(chance: Random, row: dict[str, Any], person: int, kind: str, on: date) -> dict[str, Any]:
    due = (row["exposed_workers"] or 6) if kind in ("exam_on", "training_worker") else chance.randrange(2, 9)
    done = due if chance.random() < 0.8 else max(1, due - 1 - due // 10)
    points, seen = kind == "measurement", chance.random() < 0.7
    clinic, trained = kind.startswith("exam"), kind.startswith("training")
    agency = chance.choice(CLINICS if clinic else AGENCIES)
    at = midnight(on + timedelta(days=3))
    counted = kind not in ("declaration", "evaluation", "training_head")
    return {
        "id": UUID(int=chance.getrandbits(128), version=4), "enterprise": row["id"], "kind": kind, "state": "sent",
        "done_on": on, "agency": "" if kind == "declaration" else agency, "number": f"{on:%Y}-{chance.randrange(9999):04}",
        "due": due if counted else None, "done": done if counted else None, "good": max(0, done - 1) if points else None,
        "hours": 16 if trained else None, "source": "supervisor" if seen else "assistant", "person": person, "sent_at": at,
        "verification": "verified" if seen else "waiting", "verified_by": person if seen else None,
        "verified_at": at if seen else None, "replaces": None,
    }  # fmt: skip
