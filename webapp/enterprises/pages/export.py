"""The list as a table that can be imported again."""

import io
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from webapp.clock import today
from webapp.enterprises.lists import exporting
from webapp.enterprises.lists.listing import search_form
from webapp.enterprises.lists.within import all_within
from webapp.jobs.files import made
from webapp.jobs.pages import FILES, TITLES
from webapp.jobs.runner import KINDS
from webapp.jobs.verbs import enqueue
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.forms.body import submitted
from webapp.web.sheets.write import XLSX
from webapp.web.shown.htmx import redirect


@post("/enterprises/exports", access=DESK)
async def create(request: Request) -> Response[Any]:
    form = await search_form(request.user, await submitted(request))
    if await exporting.is_long(request.user, form):
        job = await enqueue(request.user, exporting.KIND, exporting.params(form))
        return redirect(request, f"/jobs/{job}")
    target = io.BytesIO()
    await exporting.write(request.user, form, target)
    headers = {"Content-Disposition": f'attachment; filename="enterprises-{today():%Y%m%d}.xlsx"'}
    return Response(target.getvalue(), media_type=XLSX, headers=headers, status_code=200)


@get("/enterprises/exports/{pk:int}", access=DESK)
async def download(request: Request, pk: FromPath[int]) -> File:
    path = await made(request.user, pk, exporting.KIND, all_within)
    return File(path, filename=f"enterprises-{pk}.xlsx", media_type=XLSX)


KINDS[exporting.KIND] = exporting.work
FILES[exporting.KIND] = "/enterprises/exports/{id}"
TITLES[exporting.KIND] = "导出用人单位"

ROUTES = [create, download]
