"""Importing people: the frame's pages, and the sheet of initial passwords."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.imports.pages import routes
from webapp.staffing import verbs
from webapp.staffing.imports import KIND
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.once import once
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import private, show_at, shown
from webapp.web.templates import render


@post("/people/imports/{pk:int}/passwords", access=ADMINISTRATORS)
@once
async def open_passwords(request: Request, pk: FromPath[int]) -> Response[Any]:
    seed = await verbs.open_passwords(request.user, pk)
    return show_at(redirect(request, f"/people/imports/{pk}/passwords"), request, seed=seed)


@get("/people/imports/{pk:int}/passwords", access=ADMINISTRATORS)
async def passwords(request: Request, pk: FromPath[int]) -> Response[Any]:
    said = shown(request)
    if not said:
        return redirect(request, f"/people/imports/{pk}")
    rows = await verbs.passwords(request.user, pk, said["seed"])
    back = f"/people/imports/{pk}"
    return private(await render(request, "staffing/passwords.html", rows=rows, back_to=back))


ROUTES = [*routes(KIND, ADMINISTRATORS), open_passwords, passwords]
