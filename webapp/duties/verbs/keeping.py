"""What lists and rates ask, made anew from the records whenever those or the enterprise change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.db import lock, sql, transaction
from webapp.db.sql.statement import marks
from webapp.duties.facts import day_of, facts_of
from webapp.duties.rules.judging import Facts, counted_from
from webapp.enterprises.tables import Enterprise

STEP = 200
CURRENT = "r.state = 'sent' AND NOT r.replaced AND r.verification <> 'doubted'"
PUT = (
    "INSERT INTO duty_standing (enterprise, duty, record, last_on, counts_from, long_from, due, done, verified, stale) "
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
)


async def refresh(enterprises: Sequence[int]) -> None:
    """Make the standings of these enterprises anew, in the caller's transaction."""
    for start in range(0, len(enterprises), STEP):
        await _refresh(enterprises[start : start + STEP])


async def _refresh(some: Sequence[int]) -> None:
    for one in sorted(some):  # two who make the same standings anew would insert them twice
        await lock(Enterprise, one)
    records = await sql(
        f"SELECT r.enterprise, r.kind, r.id, r.done_on, r.due, r.done, r.verification FROM duty_record r "  # noqa: S608
        f"WHERE {CURRENT} AND r.enterprise IN ({marks(some)}) ORDER BY r.done_on, r.sent_at",
        *some,
    )
    newest: dict[tuple[int, str], dict[str, Any]] = {(row["enterprise"], row["kind"]): row for row in records}
    await sql(f"DELETE FROM duty_standing WHERE enterprise IN ({marks(some)})", *some)  # noqa: S608
    facts = await facts_of(some)
    for (enterprise, kind), row in newest.items():
        await _put(enterprise, kind, row, facts[enterprise])


async def _put(enterprise: int, kind: str, row: dict[str, Any], facts: Facts) -> None:
    last = day_of(row["done_on"])
    if last is None:
        return
    counts, long = counted_from(last, facts)
    await sql(
        PUT, enterprise, kind, row["id"], last, counts, long, row["due"], row["done"],
        row["verification"] == "verified", False,
    )  # fmt: skip


async def freshen() -> None:
    """Make anew what enterprises have changed under; nearly always there is nothing, and nothing is written."""
    while rows := await sql("SELECT DISTINCT s.enterprise FROM duty_standing s WHERE s.stale LIMIT 200"):
        async with transaction():
            await refresh([row["enterprise"] for row in rows])
