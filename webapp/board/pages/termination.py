"""Ending the findings of an enterprise that closed or moved away, with proof."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.board.forms import TerminationForm
from webapp.board.verbs import live_of, terminate_many
from webapp.enterprises.queries import enterprise_for
from webapp.errors import DomainError
from webapp.findings.pages.decisions import FORM_BODY
from webapp.web import Request
from webapp.web.access import SUPERVISORS
from webapp.web.forms.body import form_fields
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def _choices(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(str(row["id"]), f"{row['fact']}（期限 {row['due_on']}）") for row in rows]


def _place(error: DomainError) -> str:
    return "files" if error.status in {413, 422} else ""


@get("/enterprises/{pk:int}/termination", access=SUPERVISORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    enterprise = await enterprise_for(request.user, pk)
    rows = await live_of(request.user, enterprise=pk)
    choices = _choices(rows)
    form = TerminationForm(initial={"findings": [key for key, _ in choices]}, options={"findings": choices})
    return await render(request, "board/termination.html", enterprise=enterprise, form=form, rows=rows)


@post("/enterprises/{pk:int}/termination", access=SUPERVISORS, request_max_body_size=FORM_BODY)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    enterprise = await enterprise_for(request.user, pk)
    fields = await form_fields(request)
    rows = await live_of(request.user, enterprise=pk)
    form = TerminationForm(fields, options={"findings": _choices(rows)})
    if form.valid:
        with form.attempt(_place):
            number = await terminate_many(
                request.user, pk, {int(key) for key in form.findings}, form.text, fields
            )
            return flash(redirect(request, f"/enterprises/{pk}"), f"已终止 {number} 个问题。")
    return await render(
        request, "board/termination.html", enterprise=enterprise, form=form, rows=rows, status=form.refused_as
    )


ROUTES = [show, save]
