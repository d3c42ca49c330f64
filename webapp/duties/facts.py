"""What is known of enterprises for the rules: their state, and the days on which it changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from webapp.clock import local
from webapp.db import sql
from webapp.db.sql.statement import marks
from webapp.duties.rules.judging import SEVERE, STOPPED, Facts, Pause

Row = dict[str, Any]
PRODUCTION = "production"  # the kind of record that says when production began


async def facts_of(enterprises: Sequence[int]) -> dict[int, Facts]:
    """The facts of at most some hundred enterprises, by id; two queries."""
    if not enterprises:
        return {}
    rows = await sql(
        "SELECT e.id, e.status, e.severity, e.exposed_workers, p.last_on AS started_on, "  # noqa: S608 - our own names
        "EXISTS (SELECT 1 FROM enterprise_hazard h WHERE h.enterprise = e.id) AS hazards FROM enterprise e "
        f"LEFT JOIN duty_standing p ON p.enterprise = e.id AND p.duty = {{}} WHERE e.id IN ({marks(enterprises)})",
        PRODUCTION,
        *enterprises,
    )
    changes = await sql(
        f"SELECT enterprise, what, value, at FROM duty_change WHERE enterprise IN ({marks(enterprises)}) ORDER BY id",  # noqa: S608
        *enterprises,
    )
    by: dict[int, list[Row]] = {}
    for change in changes:
        by.setdefault(change["enterprise"], []).append(change)
    return {
        row["id"]: Facts(
            row["status"], row["severity"], row["exposed_workers"], bool(row["hazards"]), day_of(row["started_on"]),
            pauses_in(by.get(row["id"], [])), severe_since(by.get(row["id"], [])),
        )
        for row in rows
    }  # fmt: skip


def pauses_in(changes: Sequence[Row]) -> tuple[Pause, ...]:
    """Every stop of production, with the day on which it went on."""
    found: list[Pause] = []
    since: date | None = None
    for change in changes:
        if change["what"] != "status":
            continue
        day = moment_day(change["at"])
        if change["value"] == STOPPED:
            since = since or day
        elif since is not None:
            found.append((since, day))
            since = None
    return (*found, (since, None)) if since else tuple(found)


def severe_since(changes: Sequence[Row]) -> date | None:
    """The day on which the enterprise became 严重 last; None when it has been all along, or is not."""
    last = [change for change in changes if change["what"] == "severity"][-1:]
    return moment_day(last[0]["at"]) if last and last[0]["value"] == SEVERE else None


def day_of(value: Any) -> date | None:
    """A date as raw SQL gives it on either database."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def moment_day(value: Any) -> date:
    """The day in China of a moment as raw SQL gives it."""
    found: date = local(value).date()
    return found
