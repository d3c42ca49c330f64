"""交给企业: a screen to show, print or forward."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.findings.rules import Handling
from webapp.inspections import handover as handing
from webapp.inspections.queries.participants import may_mend
from webapp.inspections.views import words
from webapp.web import Request
from webapp.web.access import INSPECTORS, STAFF
from webapp.web.forms.once import once
from webapp.web.middleware.authentication import keep_browser, trace_of
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import private, show_at, shown
from webapp.web.shown.qr import qr_svg
from webapp.web.templates import render


async def _page(request: Request, pk: UUID) -> Response[str]:
    code = shown(request).get("code", "")
    handover = await handing.handover_of(request.user, pk)
    link = handing.activation_address(code) if code else ""
    response = await render(
        request, "inspections/handover.html", handover=handover, visit=handover.visit, words=words, code=code,
        link=link, qr=qr_svg(link, "激活码的二维码") if code else "", until=handing.valid_until(), due=handing.due,
        withdrawn=handing.withdrawn, nothing=handing.nothing, noted=handing.noted(handover.visit), text=handing.as_text(handover, code), Handling=Handling,
        mend=may_mend(request.user, handover.visit) and request.user.may_issue,
        check_qr=qr_svg(handover.address, "查验回执的二维码"),
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return private(response) if code else response


@get("/inspections/{pk:uuid}/handover", access=STAFF)
async def show(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk)


@post("/inspections/{pk:uuid}/handover", access=INSPECTORS)
@once
async def with_code(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    trace = trace_of(request)
    code = await handing.issue_code(request.user, pk, trace)
    response = show_at(redirect(request, f"/inspections/{pk}/handover#code"), request, code=code)
    return keep_browser(response, request)


ROUTES = [show, with_code]
