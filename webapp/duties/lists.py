"""The rates as SQL over the enterprises in reach, and who is lacking in each; equal to rules.judging for every enterprise.

The database compares days and adds no months: rules.judging.earliest says from which day on a record is still good.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureaus_sql
from webapp.db import sql
from webapp.db.sql.paging import Page, cut, decode
from webapp.duties.facts import PRODUCTION
from webapp.duties.rules import in_force
from webapp.duties.rules.judging import GENERAL, SEVERE, earliest
from webapp.duties.rules.rates import Count, Rate

Row = dict[str, Any]
Piece = tuple[str, list[Any]]
SHOWN = 50
HAZARDOUS = (
    "(e.exposed_workers IS NULL OR e.exposed_workers > 0 "
    "OR EXISTS (SELECT 1 FROM enterprise_hazard h WHERE h.enterprise = e.id))"
)
EXPOSED = "(e.exposed_workers IS NULL OR e.exposed_workers > 0)"
# done, due of one enterprise in the unit of the rate, by duty; {good}: its record is still good.
PEOPLE = {
    "exam_on": ("COALESCE(s.done, 0)", "COALESCE(s.due, 0)", "COALESCE(e.exposed_workers, 0)"),
    "training_worker": ("COALESCE(s.done, 0)", "COALESCE(s.due, 0)", "COALESCE(e.exposed_workers, 0)"),
    "training_staff": ("COALESCE(s.done, 0)", "COALESCE(s.due, 0)", "1"),
}
HOUSE = ("1", "1", "1")


def scope(user: User, area: str) -> Piece:
    """The enterprises in reach, in an area (code, or "" for all), as a condition on `e`."""
    text, values = bureaus_sql(user.bureaus, "e")
    more = " AND e.area LIKE {}" if area else ""
    return f"{text} AND e.subject = 'employer'{more}", [*values, *([f"{area}%"] if area else [])]


def good(duty: str, day: date) -> Piece:
    """Whether the record `s` of an enterprise `e` is not late on that day."""
    rule = in_force(duty, "all", day) or in_force(duty, "exposed", day)
    if rule:
        return "s.long_from >= {}", [earliest(day, rule.late_months)]
    severe, general = in_force(duty, SEVERE, day), in_force(duty, GENERAL, day)
    text, values = "1 = 0", []
    if severe:
        text, values = "e.severity = 'severe' AND s.counts_from >= {}", [earliest(day, severe.late_months)]
    if severe and general:
        text = f"({text} AND s.long_from >= {{}}) OR (e.severity = 'general' AND s.long_from >= {{}})"
        values += [earliest(day, general.late_months)] * 2
    return f"({text})", values


def demanded(duty: str, day: date) -> Piece:
    """Whether a duty holds for an enterprise `e` at work, and its first term is over."""
    if not in_force(duty, "all", day) and in_force(duty, "exposed", day):
        return f"({HAZARDOUS} AND {EXPOSED})", []
    if in_force(duty, "all", day):
        return HAZARDOUS, []
    severe, general = in_force(duty, SEVERE, day), in_force(duty, GENERAL, day)
    which = HAZARDOUS if general else f"({HAZARDOUS} AND e.severity = 'severe')"
    first = severe.first_months if severe else None
    if first is None:
        return which, []
    return f"({which} AND (s.id IS NOT NULL OR p.id IS NULL OR p.long_from < {{}}))", [earliest(day, first)]


def _joined(duty: str, condition: str) -> Piece:
    """The enterprises with their record of a duty, and when production began where the condition asks for it (`p`)."""
    text = "FROM enterprise e LEFT JOIN duty_standing s ON s.enterprise = e.id AND s.duty = {} "
    if "p.id" not in condition:
        return text, [duty]
    return f"{text}LEFT JOIN duty_standing p ON p.enterprise = e.id AND p.duty = {{}} ", [duty, PRODUCTION]


async def counted(user: User, rate: Rate, day: date, area: str = "") -> Count:
    """One rate over what the person may see, on that day; one query."""
    if rate.by_occasion:
        return await _by_occasion(user, rate, day, area)
    where, within = scope(user, area)
    ok, ok_values = good(rate.duty, day)
    owed, owed_values = demanded(rate.duty, day)
    source, of = _joined(rate.duty, owed)
    done, due, unknown = PEOPLE.get(rate.duty, HOUSE)
    row = (
        await sql(
            "SELECT COUNT(*) AS all_of, SUM(x.owed) AS households, SUM(x.owed * x.known) AS known, "  # noqa: S608
            "SUM(x.owed * (1 - x.ok)) AS lacking, SUM(x.owed * x.ok * x.done) AS done, "
            "SUM(x.owed * (x.ok * x.due + (1 - x.ok) * x.unknown)) AS due FROM (SELECT "
            f"CASE WHEN e.status = 'running' AND {owed} THEN 1 ELSE 0 END AS owed, CASE WHEN {ok} THEN 1 ELSE 0 END AS ok, "
            "CASE WHEN s.id IS NULL THEN 0 ELSE 1 END AS known, "
            f"{done} AS done, {due} AS due, {unknown} AS unknown {source} WHERE {where}) x",
            *owed_values, *ok_values, *of, *within,
        )
    )[0]  # fmt: skip
    n = {name: int(value or 0) for name, value in row.items()}
    return Count(
        n["done"], n["due"], n["households"], n["known"], n["lacking"], n["all_of"] - n["households"]
    )


def _year(rate: Rate, day: date) -> Piece:
    """The records of an occasion that count: this year's, of projects all."""
    since = date(2000, 1, 1) if rate.duty == "project" else date(day.year, 1, 1)
    return (
        "r.state = 'sent' AND NOT r.replaced AND r.verification <> 'doubted' AND r.kind = {} AND r.done_on BETWEEN {} AND {}",
        [rate.duty, since, day],
    )


async def _by_occasion(user: User, rate: Rate, day: date, area: str) -> Count:
    where, within = scope(user, area)
    which, values = _year(rate, day)
    # A project counts once, and as done when every step that it had to take was in order; an examination counts its people.
    done, due = (
        ("CASE WHEN r.done >= r.due THEN 1 ELSE 0 END", "1") if rate.unit == "项" else ("r.done", "r.due")
    )
    row = (
        await sql(
            f"SELECT SUM({done}) AS done, SUM({due}) AS due, COUNT(DISTINCT r.enterprise) AS known, "  # noqa: S608
            "COUNT(DISTINCT CASE WHEN r.done < r.due THEN r.enterprise END) AS lacking "
            f"FROM duty_record r JOIN enterprise e ON e.id = r.enterprise WHERE {which} AND e.status = 'running' AND {where}",
            *values, *within,
        )
    )[0]  # fmt: skip
    n = {name: int(value or 0) for name, value in row.items()}
    return Count(n["done"], n["due"], n["known"], n["known"], n["lacking"], 0)


async def lacking(
    user: User, rate: Rate, day: date, area: str = "", cursor: str | None = None, size: int = SHOWN
) -> Page[Row]:
    """Who is missing in the rate's numerator, by name; `last_on` None: nothing is known."""
    where, values = lacking_where(user, rate, day, area)
    after = decode(cursor, 2)
    if after and isinstance(after[0], str) and isinstance(after[1], int):
        where, values = f"{where} AND (e.sort_key, e.id) > ({{}}, {{}})", [*values, *after]
    source, of = _joined(rate.duty, where)
    rows = await sql(
        "SELECT e.id, e.name, e.workplace, e.sort_key, e.contact, e.phone, e.severity, s.last_on AS last_on "
        f"{source} WHERE {where} ORDER BY e.sort_key, e.id LIMIT {size + 1}",
        *of,
        *values,
    )
    return cut(rows, "sort_key", "id", size=size)


def lacking_where(user: User, rate: Rate, day: date, area: str) -> Piece:
    """The condition on `e`, `s` and `p` of who is missing."""
    where, within = scope(user, area)
    if rate.by_occasion:
        which, values = _year(rate, day)
        some = f"e.id IN (SELECT r.enterprise FROM duty_record r WHERE {which} AND r.done < r.due)"  # noqa: S608
        return f"{where} AND e.status = 'running' AND {some}", [*within, *values]
    ok, ok_values = good(rate.duty, day)
    owed, owed_values = demanded(rate.duty, day)
    text = f"{where} AND e.status = 'running' AND {owed} AND (s.id IS NULL OR NOT {ok})"
    return text, [*within, *owed_values, *ok_values]


def of_area(options: Sequence[tuple[str, str]], code: str) -> str:
    """The words of an area that was chosen, "" for all."""
    return dict(options).get(code, "") if code else ""
