"""Spreadsheets of what the board shows."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from webapp.board import export
from webapp.board.forms import FindingsForm
from webapp.board.listing import how_many
from webapp.board.pages.board import scope_form
from webapp.board.scope import Days
from webapp.clock import today
from webapp.enterprises.lists.within import all_within
from webapp.errors import Invalid
from webapp.jobs.files import made
from webapp.jobs.verbs import enqueue
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.forms.body import submitted
from webapp.web.sheets.write import XLSX
from webapp.web.shown.htmx import redirect


@post("/board/exports", access=DESK)
async def create(request: Request) -> Response[Any]:
    form, _ = await scope_form(request, FindingsForm, await submitted(request))
    if form.problems:
        raise Invalid("筛选条件不对，请回到看板重新选择。")
    scope, stage = form.scope, form.chosen
    if await how_many(request.user, scope, stage, Days(today())) > export.AT_ONCE:
        job = await enqueue(request.user, export.KIND, export.params(scope, stage))
        return redirect(request, f"/jobs/{job}")
    data = await export.at_once(request.user, scope, stage)
    name = quote(f"问题-{stage.label}-{today():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type=XLSX, headers=headers, status_code=200)


@get("/board/exports/{pk:int}", access=DESK)
async def download(request: Request, pk: FromPath[int]) -> File:
    path = await made(request.user, pk, export.KIND, all_within)
    return File(path, filename=f"问题-{pk}.xlsx", media_type=XLSX)


ROUTES = [create, download]
