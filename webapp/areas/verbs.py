"""Loading the areas that come with the product, and bringing a newer list into a database that has an older one."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from webapp.areas.events import RENEWED
from webapp.areas.rules import ancestors
from webapp.areas.tables import Area
from webapp.audit import SYSTEM, record
from webapp.clock import today
from webapp.db import look, transaction
from webapp.db.sql.bulk import update_many, write_rows

DATA = Path(__file__).parent / "data"
SOURCE = DATA / "areas.csv"
# What became of codes that are not in the list any more: old, new, on (2026-01-31).
CHANGES = DATA / "area-changes.csv"
SHOWN = 10


@dataclass
class Renewal:
    """What a newer list changed, as sentences say it: full names and codes."""

    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        return [
            f"行政区划{word} {len(some)} 个：{'；'.join(some[:SHOWN])}{'……' if len(some) > SHOWN else '。'}"
            for word, some in (("新增", self.added), ("更名", self.renamed), ("撤销", self.ended))
            if some
        ] + self.used


async def load_areas(source: Path = SOURCE) -> int:
    """Load all areas into an empty table; returns how many were added."""
    if await Area.exists():
        return 0
    rows = listed(source)
    async with transaction():
        await write_rows(Area, rows)
    return len(rows)


def listed(source: Path) -> list[dict[str, Any]]:
    """The rows of a list: code, name, full_name, level."""
    with source.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return [
        {"code": code, "name": name, "full_name": full_name(code, names), "level": len(code)}
        for code, name in names.items()
    ]


def full_name(code: str, names: dict[str, str]) -> str:
    """From the province down; 市辖区 and 县 are containers without a name of their own."""
    return "".join(
        names[up] for up in ancestors(code) if names.get(up) not in {None, "市辖区", "县"} or up == code
    )


async def renew_areas(source: Path = SOURCE, changes: Path = CHANGES) -> list[str]:
    """Bring the list of `source` into the database, in the caller's transaction; sentences on what changed.

    New ones come, others are renamed; what is gone stays with its date and is not offered any more, so that whoever has its
    code keeps it. What was added by hand stays until the list has it.
    """
    wanted = {row["code"]: row for row in listed(source)}
    known = {row["code"]: row for row in await Area.select()}
    merged = _merged(changes)
    found, day = Renewal(), today()
    new = [row for code, row in wanted.items() if code not in known]
    await write_rows(Area, [row | {"since": day} for row in new])
    found.added = [f"{row['full_name']}（{row['code']}）" for row in new]
    changed: list[tuple[Any, ...]] = []
    for code, row in known.items():
        after = _after(row, wanted.get(code), merged.get(code), day)
        if after != row:
            changed.append((*(after[key] for key in KEPT), code))
            _tell(found, row, after)
    await update_many(Area, KEPT, ("code",), changed)
    if new or changed:
        found.used = await _used(
            [code for code, row in known.items() if code not in wanted and not row["by_hand"]]
        )
        counts = {"added": len(new), "changed": len(changed)}
        await record(SYSTEM, RENEWED, "", after=counts)
    return found.sentences()


KEPT = ("name", "full_name", "since", "until", "successor", "by_hand")


def _after(
    row: dict[str, Any], wanted: dict[str, Any] | None, merged: tuple[str, date] | None, day: date
) -> dict[str, Any]:
    """What a known row becomes: as the list has it, or ended."""
    if wanted:
        return row | wanted | {"until": None, "successor": "", "by_hand": False}
    if row["by_hand"]:
        return row
    successor, on = merged or (row["successor"], row["until"] or day)
    return row | {"until": on, "successor": successor}


def _tell(found: Renewal, before: dict[str, Any], after: dict[str, Any]) -> None:
    if before["name"] != after["name"]:
        found.renamed.append(f"{before['full_name']}（{before['code']}）→ {after['name']}")
    if before["until"] is None and after["until"] is not None:
        into = f"，并入 {after['successor']}" if after["successor"] else ""
        found.ended.append(f"{before['full_name']}（{before['code']}）{into}")


def _merged(changes: Path) -> dict[str, tuple[str, date]]:
    with changes.open(encoding="utf-8", newline="") as file:
        return {row["old"]: (row["new"], date.fromisoformat(row["on"])) for row in csv.DictReader(file)}


async def _used(ended: Iterable[str]) -> list[str]:
    """Which of those that ended enterprises still have."""
    gone = {*ended}
    rows = await look(
        "SELECT e.area, a.full_name, a.successor, count(*) AS n FROM enterprise e JOIN area a ON a.code = e.area "
        "WHERE a.until IS NOT NULL GROUP BY e.area, a.full_name, a.successor ORDER BY e.area"
    )
    return [
        f"{row['full_name']}（{row['area']}）已撤销{'，并入 ' + row['successor'] if row['successor'] else ''}，"
        f"仍有 {row['n']} 家用人单位登记在这里，请核对所在地。"
        for row in rows
        if row["area"] in gone
    ]
