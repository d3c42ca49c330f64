"""Handing the findings of somebody who leaves to somebody else."""

from typing import Any

from litestar import Response, get, post

from webapp.accounts.people import User
from webapp.board.figures import figures, forget
from webapp.board.forms import FromForm, ReassignmentForm
from webapp.board.naming import inspectors
from webapp.board.scope import Days, Scope
from webapp.board.verbs import live_of, reassign_many
from webapp.clock import today
from webapp.web import Request
from webapp.web.access import SUPERVISORS
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

CHOOSE = ("", "请选择")
Options = list[tuple[str, str]]


async def _people(user: User) -> tuple[Options, Options]:
    """Who has been responsible (left ones too), and who can take over."""
    rows = await inspectors(user)
    before = [
        (str(row["id"]), f"{row['name']}（{row['bureau_name']}{'' if row['active'] else '，已停用'}）")
        for row in rows
    ]
    after = [(str(row["id"]), f"{row['name']}（{row['bureau_name']}）") for row in rows if row["active"]]
    return [CHOOSE, *before], [CHOOSE, *after]


def _choices(rows: list[dict[str, Any]]) -> Options:
    return [
        (str(row["id"]), f"{row['enterprise_name']}：{row['fact']}（期限 {row['due_on']}）") for row in rows
    ]


async def _shown(
    request: Request, person: str, form: ReassignmentForm | None, status: int = 200
) -> Response[str]:
    before, after = await _people(request.user)
    asked = FromForm({"person": [person]} if person else None, options={"person": before})
    rows = await live_of(request.user, person=int(asked.person)) if asked.person else []
    if form is None:
        choices = _choices(rows)
        form = ReassignmentForm(
            initial={"person": asked.person, "findings": [key for key, _ in choices]},
            options={"person": before, "findings": choices, "assignee": after},
        )
    lines = (await figures(request.user, Scope(), Days(today()))).tables["inspector"]
    names = dict(before)
    busy = [
        (line.key, names.get(line.key, ""), line.live) for line in lines if line.live and line.key in names
    ]
    return await render(
        request, "board/reassignment.html", asked=asked, form=form, rows=rows, busy=busy, status=status
    )


@get("/board/reassignment", access=SUPERVISORS)
async def show(request: Request) -> Response[str]:
    return await _shown(request, (query(request).get("person") or [""])[-1], None)


@post("/board/reassignment", access=SUPERVISORS)
async def save(request: Request) -> Response[Any]:
    fields = await submitted(request)
    before, after = await _people(request.user)
    asked = FromForm(fields, options={"person": before})
    rows = await live_of(request.user, person=int(asked.person)) if asked.person else []
    form = ReassignmentForm(fields, options={"person": before, "findings": _choices(rows), "assignee": after})
    if form.valid:
        with form.attempt():
            chosen = {int(key) for key in form.findings}
            number = await reassign_many(
                request.user, int(form.person), chosen, int(form.assignee), form.text
            )
            forget()
            return flash(
                redirect(request, "/board"), f"已改派 {number} 个问题给{dict(after)[form.assignee]}。"
            )
    return await _shown(request, asked.person, form, form.refused_as)


ROUTES = [show, save]
