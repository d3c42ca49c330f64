"""Finding enterprises: by text and filters, page by page, in the person's reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from piccolo.columns.combination import WhereRaw

from webapp.accounts.people import User
from webapp.accounts.reach import Condition, enterprise_condition
from webapp.areas.queries import merged_into
from webapp.areas.rules import end_of
from webapp.db import look, sql
from webapp.db.sql.counting import count_each, shown
from webapp.db.sql.like import contains
from webapp.db.sql.paging import PAGE, Page, cut, decode
from webapp.db.sql.statement import marks
from webapp.enterprises.forms import ANY, SearchForm, industry_options
from webapp.enterprises.lists.visited import COLUMNS, least_visited
from webapp.enterprises.queries import bureaus_within, described, factor_choices, industry_choices
from webapp.enterprises.queries.former import with_reasons
from webapp.enterprises.rules.search import fold
from webapp.enterprises.rules.short_codes import parse_short_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.web.forms import Options

MOST_AREAS = 400
HAS_HAZARD = (
    'EXISTS (SELECT 1 FROM enterprise_hazard AS h WHERE h.enterprise = "enterprise"."id" AND h.factor = {})'
)


async def search_form(user: User, given: Mapping[str, Sequence[str]]) -> SearchForm:
    """What was asked for, with the choices of this person."""
    options: dict[str, Options] = {
        "area": [ANY, *await areas_within(user)],
        "bureau": [ANY, *await bureaus_within(user)],
        "industry": [ANY, *industry_options(await industry_choices(), sections=True)],
        "hazard": [
            ANY,
            *((row["code"], f"{row['name']}（{row['category']}）") for row in await factor_choices()),
        ],
    }
    return SearchForm(given, options=options)


async def search(
    user: User, form: SearchForm, cursor: str | None = None, size: int = PAGE
) -> Page[dict[str, Any]]:
    """A page of enterprises with `area_name` and `industry_name`, in the order that the form asks for."""
    if form.sort == "unvisited":
        return await _dressed(await least_visited(await matching(user, form), cursor, size), form.q)
    query = Enterprise.select(*COLUMNS).where(await matching(user, form)).limit(size + 1)
    if form.sort == "open":
        query = query.order_by(Enterprise.open_findings, ascending=False).order_by(Enterprise.id)
        key = decode(cursor, 2)
        if key and isinstance(key[0], int) and isinstance(key[1], int):
            query = query.where(
                (Enterprise.open_findings < key[0])
                | ((Enterprise.open_findings == key[0]) & (Enterprise.id > key[1]))
            )
        page = cut(await query, "open_findings", "id", size=size)
    else:
        query = query.order_by(Enterprise.sort_key).order_by(Enterprise.id)
        key = decode(cursor, 2)
        if key and isinstance(key[0], str) and isinstance(key[1], int):
            query = query.where(
                (Enterprise.sort_key > key[0]) | ((Enterprise.sort_key == key[0]) & (Enterprise.id > key[1]))
            )
        page = cut(await query, "sort_key", "id", size=size)
    return await _dressed(page, form.q)


async def _dressed(page: Page[dict[str, Any]], words: str) -> Page[dict[str, Any]]:
    await described(page.rows)
    await with_reasons(page.rows, words)
    return page


async def count(user: User, form: SearchForm) -> str:
    """How many there are: a number, or 9999+."""
    return shown((await count_each(Enterprise.select(Enterprise.id).where(await matching(user, form))))[0])


async def matching(user: User, form: SearchForm) -> Condition:
    """The condition of reach, text and filters together."""
    condition: Any = enterprise_condition(user, Enterprise)
    if form.q:
        condition = condition & await _text(form.q)
    if form.area:
        condition = condition & lies_in(Enterprise, form.area, await merged_into(form.area))
    if form.industry:
        condition = condition & await _industry(form.industry)
    if form.bureau:
        condition = condition & (Enterprise.bureau == int(form.bureau))
    if form.hazard:
        condition = condition & WhereRaw(HAS_HAZARD, form.hazard)
    for column, value in (
        (Enterprise.status, form.status),
        (Enterprise.severity, form.severity),
        (Enterprise.size, form.size),
    ):
        if value:
            condition = condition & (column == value)
    if form.open:
        condition = condition & (Enterprise.open_findings > 0)
    found: Condition = condition
    return found


def lies_in(enterprise: Any, area: str, merged: Sequence[str]) -> Any:
    """The condition that an enterprise lies in an area, or still stands under a code that was merged into it."""
    condition: Any = (enterprise.area >= area) & (enterprise.area < end_of(area))
    for code in merged:
        condition = condition | ((enterprise.area >= code) & (enterprise.area < end_of(code)))
    return condition


async def _text(text: str) -> Any:
    condition: Any = Enterprise.id.is_not_null()
    for word in text.split()[:5]:
        condition = condition & contains(Enterprise.search, fold(word))
    try:
        short = parse_short_code(text)
    except ValueError:
        return condition
    code = await QrCode.select(QrCode.enterprise).where(QrCode.short_code == short).first()
    return condition | (Enterprise.id == code["enterprise"]) if code else condition


async def _industry(code: str) -> Any:
    if code.isdigit():
        return (Enterprise.industry >= code) & (Enterprise.industry < end_of(code))
    rows = await sql("SELECT code FROM industry WHERE parent = {} ORDER BY code", code)
    divisions = [row["code"] for row in rows]
    # A section's divisions follow one another.
    return (Enterprise.industry >= divisions[0]) & (Enterprise.industry < end_of(divisions[-1]))


async def areas_within(user: User) -> list[tuple[str, str]]:
    """(code, name) of the areas in the person's reach, for a select box; not finer than makes a usable list."""
    if not user.bureaus:
        return []
    mine = await look(
        f"SELECT area FROM bureau_area WHERE bureau IN ({marks(user.bureaus)})",  # noqa: S608
        *user.bureaus,
    )
    tops: list[str] = []
    for code in sorted(row["area"] for row in mine):
        if not tops or not code.startswith(tops[-1]):
            tops.append(code)
    found: list[tuple[str, str]] = []
    for top in tops[:50]:
        for finest in (9, 6, 4):
            rows = await look(
                "SELECT code, name, level FROM area WHERE code >= {} AND code < {} AND level <= {} "  # noqa: S608
                f"ORDER BY code LIMIT {MOST_AREAS + 1}",
                top,
                end_of(top),
                finest,
            )
            if len(rows) <= MOST_AREAS:
                break
        least = min((row["level"] for row in rows), default=0)
        found += [(row["code"], "\u3000" * ((row["level"] - least) // 2) + row["name"]) for row in rows]
    return found
