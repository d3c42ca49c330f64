"""The list behind a number of the board."""

from litestar import Response, get

from webapp.board.forms import FindingsForm
from webapp.board.listing import how_many, page
from webapp.board.pages.board import followed, scope_form
from webapp.board.scope import NAMES, Days, Stage
from webapp.clock import today
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.templates import render


@get("/board/findings", access=DESK)
async def show(request: Request) -> Response[str]:
    user, days = request.user, Days(today())
    form, known = await scope_form(request, FindingsForm)
    scope, stage = form.scope, form.chosen
    rows = await page(user, scope, stage, days, form.cursor)
    more = f"/board/findings{scope.query(stage=stage.value, cursor=rows.cursor)}" if rows.cursor else ""
    chosen = [
        (form.fields[name].label, dict(known[name]).get(getattr(scope, name), ""), scope.with_(**{name: ""}))
        for name in NAMES
        if getattr(scope, name) and name not in {"area", "industry"}
    ]
    return await render(
        request, "board/findings.html", block="rows" if form.cursor else "results", form=form, scope=scope, stage=stage,
        Stage=Stage, page=rows, more=more, names=NAMES, total=None if form.cursor else await how_many(user, scope, stage, days),
        chosen=[*chosen, *followed(known, scope)], status=422 if form.problems else 200,
    )  # fmt: skip


ROUTES = [show]
