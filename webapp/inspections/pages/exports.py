"""The list of visits as a spreadsheet."""

import io
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from webapp.clock import today
from webapp.enterprises.lists.within import all_within
from webapp.errors import Invalid
from webapp.inspections.lists import exporting
from webapp.inspections.lists.asking import asked_for, asked_in
from webapp.jobs.files import made
from webapp.jobs.pages import FILES, TITLES
from webapp.jobs.runner import KINDS
from webapp.jobs.verbs import enqueue
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.forms.body import submitted
from webapp.web.sheets.write import XLSX
from webapp.web.shown.htmx import redirect


@post("/inspections/exports", access=DESK)
async def create(request: Request) -> Response[Any]:
    form, wanted = await asked_for(request.user, await submitted(request))
    if form.problems:
        raise Invalid("筛选条件不对，请回到检查列表重新选择。")
    if await exporting.is_long(request.user, wanted):
        job = await enqueue(request.user, exporting.KIND, exporting.params(asked_in(form)))
        return redirect(request, f"/jobs/{job}")
    target = io.BytesIO()
    await exporting.write(request.user, wanted, target)
    name = quote(f"检查记录-{today():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(target.getvalue(), media_type=XLSX, headers=headers, status_code=200)


@get("/inspections/exports/{pk:int}", access=DESK)
async def download(request: Request, pk: FromPath[int]) -> File:
    path = await made(request.user, pk, exporting.KIND, all_within)
    return File(path, filename=f"检查记录-{pk}.xlsx", media_type=XLSX)


KINDS[exporting.KIND] = exporting.work
FILES[exporting.KIND] = "/inspections/exports/{id}"
TITLES[exporting.KIND] = "导出检查记录"

ROUTES = [create, download]
