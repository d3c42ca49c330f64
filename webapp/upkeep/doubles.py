"""What an upgrade finds twice: people with one 执法证号, workplaces that look the same. Nobody but people can settle it."""

from collections import defaultdict
from typing import Any

from webapp.accounts.tables import Person
from webapp.db import look
from webapp.folding import fold

SHOWN = 20


async def doubled() -> list[str]:
    """A sentence for each; names of at most SHOWN."""
    return [*await _badges(), *await _workplaces()]


async def _badges() -> list[str]:
    rows = (
        await Person.select(Person.name, Person.badge, Person.username, Person.bureau.name.as_alias("bureau"))
        .where((Person.badge != "") & Person.active.eq(True))
        .order_by(Person.id)
    )
    same: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        same[fold(row["badge"])].append(row)
    return [
        f"执法证号{some[0]['badge']}有 {len(some)} 人使用：{'、'.join(map(_one, some))}。请在“人员”里改正。"
        for some in same.values()
        if len(some) > 1
    ][:SHOWN]


async def _workplaces() -> list[str]:
    rows = await look(
        "SELECT credit_code, name, workplace FROM enterprise WHERE credit_code IN (SELECT credit_code FROM enterprise "
        "WHERE credit_code IS NOT NULL GROUP BY credit_code HAVING count(*) > 1) ORDER BY credit_code, id"
    )
    seen: dict[tuple[str, str], str] = {}
    told: list[str] = []
    for row in rows:
        key = (row["credit_code"], fold(row["workplace"]))
        if key in seen:
            told.append(
                f"{row['name']}（{row['credit_code']}）有两个看起来相同的工作场所“{seen[key]}”，请核对是否重复登记。"
            )
        seen.setdefault(key, row["workplace"])
    return told[:SHOWN]


def _one(row: dict[str, Any]) -> str:
    return f"{row['name']}（{row['username']}，{row['bureau']}）"
