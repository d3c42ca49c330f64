"""The board: stages as tiles, tables that lead on, filters that hold for all."""

from typing import Any, TypeVar

from litestar import Response, get

from webapp.board.counts import MOST, Line
from webapp.board.figures import figures
from webapp.board.forms import ScopeForm
from webapp.board.naming import UNKNOWN, named, options
from webapp.board.scope import NO_VIOLATION, Days, Scope, Stage
from webapp.clock import today
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.forms.body import query
from webapp.web.templates import render

F = TypeVar("F", bound=ScopeForm)
Known = dict[str, list[tuple[str, str]]]
TITLES = {
    "bureau": "按监管机构",
    "area": "按地区",
    "industry": "按行业",
    "violation": "按违法行为",
    "inspector": "按责任人",
}
COLOURS = {
    Stage.OPEN: "grey",
    Stage.WAITING: "blue",
    Stage.ASKED: "blue",
    Stage.SOON: "amber",
    Stage.OVERDUE: "red",
    Stage.CLOSED: "green",
}


async def _tables(lines: dict[str, list[Line]], scope: Scope) -> list[dict[str, Any]]:
    words = await named(lines)
    found = []
    for name, rows in lines.items():
        shown = [
            {
                "name": words[name].get(line.key) or UNKNOWN,
                "scope": scope.with_(**{name: line.key or (NO_VIOLATION if name == "violation" else "")}),
                "counts": line.counts,
                "live": line.live,
            }
            for line in rows[:MOST]
        ]
        most = max((line.live for line in rows), default=0)
        found.append(
            {"title": TITLES[name], "name": name, "rows": shown, "most": most, "more": len(rows) > MOST}
        )
    return found


async def scope_form(request: Request, kind: type[F], data: Any = None) -> tuple[F, Known]:
    """The filters as they were asked for, and what they can be."""
    data = query(request) if data is None else data
    asked = kind(data).values  # area and industry are named before the form knows its options
    known = await options(request.user, Scope(area=asked["area"], industry=asked["industry"]))
    chosen = {name: known[name] for name in ("bureau", "violation", "inspector", "period")}
    return kind(data, options=chosen), known


@get("/board", access=DESK)
async def show(request: Request) -> Response[str]:
    user, days = request.user, Days(today())
    form, known = await scope_form(request, ScopeForm)
    scope = form.scope
    found = await figures(user, scope, days)
    return await render(
        request, "board/board.html", block="results", form=form, scope=scope, Stage=Stage, colours=COLOURS, days=days,
        counts=found.tiles, counted_at=found.at, tables=await _tables(found.tables, scope), followed=followed(known, scope),
        status=422 if form.problems else 200,
    )  # fmt: skip


def followed(known: Known, scope: Scope) -> list[tuple[str, str, Scope]]:
    """(title, name, scope without it) of area and industry, which are reached by following a table."""
    return [
        (title, dict(known[name]).get(getattr(scope, name), getattr(scope, name)), scope.with_(**{name: ""}))
        for name, title in (("area", "地区"), ("industry", "行业"))
        if getattr(scope, name)
    ]


ROUTES = [show]
