"""Taking back a report: the page that says what follows, and the deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.errors import Conflict
from webapp.findings.forms import WithdrawalForm
from webapp.findings.queries import Row, finding_for, reports_of, revocable
from webapp.findings.rules import ReportKind
from webapp.findings.verbs.withdrawing import LATE, take_back
from webapp.web import Request
from webapp.web.access import EMPLOYERS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

DONE = "已撤回。报告和照片留在记录里，监管机构看得到；请按实际情况重新报告。"


@get("/findings/{pk:int}/reports/{report:uuid}/withdrawal", access=EMPLOYERS)
async def ask(request: Request, pk: FromPath[int], report: FromPath[UUID]) -> Response[str]:
    return await _page(request, await finding_for(request.user, pk), report, WithdrawalForm())


@post("/findings/{pk:int}/reports/{report:uuid}/withdrawal", access=EMPLOYERS)
async def withdraw(request: Request, pk: FromPath[int], report: FromPath[UUID]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    form = WithdrawalForm(await submitted(request))
    if form.valid:
        # A conflict: answered meanwhile, there is nothing left to fill in.
        with form.attempt(but=(Conflict,)):
            await take_back(request.user, row["id"], report, form.text)
            return flash(redirect(request, f"/findings/{pk}"), DONE)
    return await _page(request, row, report, form, form.refused_as)


async def _page(
    request: Request, row: Row, report: UUID, form: WithdrawalForm, status: int = 200
) -> Response[str]:
    found = next((one for one in revocable(row, await reports_of(row["id"])) if one["id"] == report), None)
    if found is None:
        raise Conflict(LATE)
    words = ReportKind(found["kind"]).label
    return await render(
        request, "findings/withdrawal.html", finding=row, report=found, words=words, form=form, status=status
    )


ROUTES = [ask, withdraw]
