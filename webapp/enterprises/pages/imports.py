"""Importing enterprises from a table: upload, progress, preview, confirmation."""

import asyncio
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.enterprises import imports, undoing
from webapp.enterprises.applying import APPLY
from webapp.enterprises.import_files import code_sheets, errors_file, mistaken_rows, template_file
from webapp.enterprises.importing import READ
from webapp.enterprises.judging import NEW, VERDICTS
from webapp.errors import DomainError, Invalid, NotFound
from webapp.jobs.pages import RESULTS, TITLES
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.body import form_fields, room_for_upload, upload
from webapp.web.flash import flash
from webapp.web.htmx import redirect, wants_fragment
from webapp.web.lists_rows import shown_rows
from webapp.web.once import once
from webapp.web.sheets import MAX_BYTES
from webapp.web.sheets_write import XLSX
from webapp.web.templates import render

RESULTS |= {READ: "/imports/{id}", APPLY: "/imports/{import}"}
TITLES |= {READ: "核对导入的表格", APPLY: "导入用人单位"}
PHASES = {
    "reading": ("正在核对", "blue"),
    "columns": ("待对应列", "amber"),
    "preview": ("待确认", "amber"),
    "applying": ("正在导入", "blue"),
    "applied": ("已导入", "green"),
    "undone": ("已撤销", "grey"),
    "cancelled": ("已取消", "grey"),
    "failed": ("没有完成", "red"),
}


@get("/imports", access=DESK)
async def show_all(request: Request) -> Response[str]:
    return await _list(request)


async def _list(request: Request, status: int = 200, problem: str = "") -> Response[str]:
    rows = await imports.imports_of(request.user)
    return await render(
        request, "enterprises/imports.html", imports=rows, phases=PHASES, problem=problem, status=status
    )


@get("/imports/template.xlsx", access=DESK)
async def template(request: Request) -> Response[bytes]:
    content = await asyncio.to_thread(template_file, await code_sheets(request.user))
    return _file(content, "enterprises-template")


def _file(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@get("/imports/{pk:int}/errors.xlsx", access=DESK)
async def errors(request: Request, pk: FromPath[int]) -> Response[bytes]:
    found = await imports.import_for(request.user, pk)
    rows = await mistaken_rows(pk)
    if not rows:
        raise NotFound
    return _file(await asyncio.to_thread(errors_file, rows, found["table"].get("sheets", [])), f"errors-{pk}")


@post("/imports", access=DESK, request_max_body_size=MAX_BYTES + 100_000)
@once
async def begin(request: Request) -> Response[str]:
    try:
        await room_for_upload(request, MAX_BYTES)
        file = upload(await form_fields(request), "file")
        if file is None:
            raise Invalid("请先选择要导入的表格文件。")
        pk = await imports.begin(request.user, file, file.filename)
    except DomainError as error:
        return await _list(request, error.status, error.sentence)
    return redirect(request, f"/imports/{pk}")


@get("/imports/{pk:int}", access=DESK)
async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
    found = await imports.import_for(request.user, pk)
    if found["phase"] == "columns":
        return redirect(request, f"/imports/{pk}/columns")
    counts = found["counts"]
    chosen = request.query_params.get("verdict", "")
    if chosen not in VERDICTS:
        chosen = next((verdict for verdict in ("error", "update", "new") if counts.get(verdict)), NEW)
    cursor = request.query_params.get("cursor")
    page = await imports.rows_of(pk, chosen, cursor)
    sheets = found["table"].get("sheets", [])
    for row in page.rows:
        row["where"] = shown_rows(row["number"], sheets) if sheets else row["number"]
    more = f"/imports/{pk}?verdict={chosen}&cursor={page.cursor}" if page.cursor else None
    return await render(
        request,
        "enterprises/import.html",
        block="rows" if cursor and wants_fragment(request) else "preview",
        found=found,
        counts=counts,
        verdicts=VERDICTS,
        chosen=chosen,
        page=page,
        more=more,
        phases=PHASES,
    )


@post("/imports/{pk:int}/confirmation", access=DESK)
async def confirm(request: Request, pk: FromPath[int]) -> Response[Any]:
    await imports.confirm(request.user, pk)
    return redirect(request, f"/imports/{pk}")


@post("/imports/{pk:int}/check", access=DESK)
async def check_again(request: Request, pk: FromPath[int]) -> Response[Any]:
    await imports.check_again(request.user, pk)
    return redirect(request, f"/imports/{pk}")


@post("/imports/{pk:int}/cancellation", access=DESK)
async def cancel(request: Request, pk: FromPath[int]) -> Response[Any]:
    await imports.give_up(request.user, pk)
    return flash(redirect(request, "/imports"), "已取消，没有导入任何内容。")


@post("/imports/{pk:int}/undoing", access=DESK)
async def undo(request: Request, pk: FromPath[int]) -> Response[Any]:
    number = await undoing.undo(request.user, pk)
    return flash(redirect(request, f"/imports/{pk}"), f"已撤销，新增的 {number} 家单位已从名录里删除。")


ROUTES = [show_all, template, begin, errors, show, confirm, check_again, cancel, undo]
