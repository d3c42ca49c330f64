"""Issuing, voiding, superseding."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.documents.forms import IssueForm, ReasonForm
from webapp.documents.pages.show import page
from webapp.documents.queries import document_for
from webapp.documents.verbs import drafting, issuing
from webapp.web import Request
from webapp.web.access import INSPECTORS
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@post("/documents/{pk:uuid}/issue", access=INSPECTORS)
async def issue(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = IssueForm(await submitted(request))
    try:
        row = await issuing.issue(request.user, pk, revision=form.revision, seal=form.seal)
    except issuing.Refused as error:
        return await page(request, pk, status=error.status, reasons=error.reasons)
    return flash(redirect(request, f"/documents/{pk}"), f"已签发，编号 {row['number']}。")


async def _void_page(request: Request, pk: UUID, form: ReasonForm, status: int) -> Response[str]:
    row = await document_for(request.user, pk)
    drafting.guard_author(request.user, row)
    return await render(request, "documents/void.html", row=row, form=form, status=status)


@get("/documents/{pk:uuid}/void", access=INSPECTORS)
async def void_form(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _void_page(request, pk, ReasonForm(), 200)


@post("/documents/{pk:uuid}/void", access=INSPECTORS)
async def void(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = ReasonForm(await submitted(request))
    if not form.valid:
        return await _void_page(request, pk, form, 422)
    await issuing.void(request.user, pk, form.reason)
    return flash(redirect(request, f"/documents/{pk}"), "文书已作废，编号和理由留在登记里。")


@post("/documents/{pk:uuid}/supersede", access=INSPECTORS)
@once
async def supersede(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    return redirect(request, f"/documents/{await drafting.supersede(request.user, pk)}")


ROUTES = [issue, void_form, void, supersede]
