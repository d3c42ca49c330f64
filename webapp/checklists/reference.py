"""The violations and the 60-item checklist that come with the product; marked 参考稿（待核对）until a bureau has checked them."""

import csv
import json
from pathlib import Path
from typing import Any

from webapp.audit import SYSTEM, record
from webapp.checklists.events import SHIPPED
from webapp.checklists.rows import typed
from webapp.checklists.rules.scoring import ScoringRule
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion, Violation
from webapp.clock import now
from webapp.db import transaction

DATA = Path(__file__).parent / "data"
TITLE = "用人单位职业卫生基础建设检查表（60 项）"
SOURCE = "参考稿（待核对）：条目是现行法定义务，编号与措辞为 ZW-JB-2013-002 的复原，事实、要求、天数为建议"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of our own CSV files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def load_checklists() -> None:
    """Load what is missing; never touches what an administrator changed."""
    if not await Violation.exists():
        async with transaction():
            await Violation.insert(*(violation(row) for row in rows_of("violations.csv")))
    if await Checklist.exists():
        return
    async with transaction():
        checklist = (await Checklist.insert(Checklist(title=TITLE, is_default=True)))[0]["id"]
        version = await ChecklistVersion.insert(
            ChecklistVersion(
                checklist=checklist,
                number=1,
                state="published",
                source=SOURCE,
                verified=False,
                scoring=json.dumps(ScoringRule().to_json()),
                created_at=now(),
                published_at=now(),
            )
        )
        items = [
            item(row, position, version[0]["id"])
            for position, row in enumerate(rows_of("checklist-foundation-60.csv"))
        ]
        await ChecklistItem.insert(*items)
        await record(SYSTEM, SHIPPED, version[0]["id"], after={"title": TITLE})


def violation(row: dict[Any, Any]) -> Violation:
    """A row of violations.csv."""
    return Violation(
        {"text": row["violation"]} | {name: text for name, text in row.items() if name != "violation"}
    )


def item(row: dict[str, Any], position: int, version: int) -> ChecklistItem:
    """An item from a checked row (see items.check_items)."""
    values: dict[Any, Any] = typed(row)
    return ChecklistItem(values | {"version": version, "position": position})
