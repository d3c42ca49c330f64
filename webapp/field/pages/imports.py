"""导入未上传: the file that a phone exported comes in here."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.errors import DomainError, Invalid
from webapp.field.unsent import job as import_work
from webapp.field.unsent import verbs as importing
from webapp.field.unsent.file import MAX_BYTES
from webapp.jobs.pages import RESULTS, TITLES
from webapp.jobs.runner import KINDS
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import form_fields, room_for_upload, upload
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

KINDS[importing.KIND] = import_work.work
RESULTS |= {importing.KIND: "/field/import/{file}"}
TITLES |= {importing.KIND: "导入未上传的检查"}


@get("/field/import", access=FIELD)
async def show_all(request: Request) -> Response[str]:
    return await _list(request)


async def _list(request: Request, status: int = 200, problem: str = "") -> Response[str]:
    files = await importing.files_of(request.user)
    return await render(request, "field/imports.html", files=files, problem=problem, status=status)


@post("/field/import", access=FIELD, request_max_body_size=MAX_BYTES + 100_000)
@once
async def begin(request: Request) -> Response[str]:
    try:
        await room_for_upload(request, MAX_BYTES)
        file = upload(await form_fields(request), "file")
        if file is None:
            raise Invalid("请先选择从同步中心导出的文件。")
        pk = await importing.begin(request.user, file, file.filename)
    except DomainError as error:
        return await _list(request, error.status, error.sentence)
    return redirect(request, f"/field/import/{pk}")


@get("/field/import/{pk:int}", access=FIELD)
async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
    row = await importing.file_for(request.user, pk)
    state = row["work"]["state"] if row["work"] else ""
    waits = not row["cancelled_at"] and state in {"", "failed"}
    visits = await importing.preview_of(request.user, row) if waits else []
    return await render(request, "field/import.html", row=row, state=state, visits=visits)


@post("/field/import/{pk:int}/confirmation", access=FIELD)
async def confirm(request: Request, pk: FromPath[int]) -> Response[Any]:
    await importing.confirm(request.user, pk)
    return redirect(request, f"/field/import/{pk}")


@post("/field/import/{pk:int}/removal", access=FIELD)
async def remove(request: Request, pk: FromPath[int]) -> Response[Any]:
    await importing.discard(request.user, pk)
    return flash(redirect(request, "/field/import"), "文件已删除，已导入的内容不受影响。")


ROUTES = [show_all, begin, show, confirm, remove]
