"""Importing from a table: upload, progress, preview, confirmation, taking back. One frame for every kind."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.clock import local, now
from webapp.errors import DomainError, Invalid, NotFound
from webapp.imports import verbs
from webapp.imports.files import errors_file, mistaken_rows, template_file
from webapp.imports.kinds import NEW, VERDICTS, Kind
from webapp.imports.pages.columns import column_routes
from webapp.jobs.pages import RESULTS, TITLES
from webapp.web import Request
from webapp.web.access import Access
from webapp.web.forms.body import form_fields, room_for_upload, upload
from webapp.web.forms.once import once
from webapp.web.lists.rows import shown_rows
from webapp.web.sheets import MAX_BYTES
from webapp.web.sheets.write import XLSX
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect, wants_fragment
from webapp.web.templates import render

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


def routes(kind: Kind, access: Access) -> list[Any]:
    """The routes of a kind, below its path, for those whom `access` names."""
    RESULTS.update({kind.reads: f"{kind.path}/{{id}}", kind.writes: f"{kind.path}/{{import}}"})
    TITLES.update({kind.reads: "核对导入的表格", kind.writes: f"导入{kind.thing}"})
    path = kind.path

    @get(path, access=access)
    async def show_all(request: Request) -> Response[str]:
        return await _list(request, kind)

    @get(f"{path}/template.xlsx", access=access)
    async def template(request: Request) -> Response[bytes]:
        content = await asyncio.to_thread(template_file, kind.layout, await kind.lists(request.user))
        return _file(content, f"{kind.thing}导入模板", "template")

    @get(f"{path}/{{pk:int}}/errors.xlsx", access=access)
    async def errors(request: Request, pk: FromPath[int]) -> Response[bytes]:
        return await _errors(request, kind, pk)

    @post(path, access=access, request_max_body_size=MAX_BYTES + 100_000)
    @once
    async def begin(request: Request) -> Response[str]:
        return await _begin(request, kind)

    @get(f"{path}/{{pk:int}}", access=access)
    async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
        return await _show(request, kind, pk)

    @post(f"{path}/{{pk:int}}/confirmation", access=access)
    async def confirm(request: Request, pk: FromPath[int]) -> Response[Any]:
        keep = kind.may_keep and bool((await form_fields(request)).get("keep"))
        await verbs.confirm(kind, request.user, pk, **({"keep": True} if keep else {}))
        return redirect(request, f"{path}/{pk}")

    @post(f"{path}/{{pk:int}}/check", access=access)
    async def check_again(request: Request, pk: FromPath[int]) -> Response[Any]:
        await verbs.check_again(kind, request.user, pk)
        return redirect(request, f"{path}/{pk}")

    @post(f"{path}/{{pk:int}}/cancellation", access=access)
    async def cancel(request: Request, pk: FromPath[int]) -> Response[Any]:
        await verbs.give_up(kind, request.user, pk)
        return flash(redirect(request, path), "已取消，没有导入任何内容。")

    @post(f"{path}/{{pk:int}}/undoing", access=access)
    async def undo(request: Request, pk: FromPath[int]) -> Response[Any]:
        number = await verbs.undo(kind, request.user, pk)
        done = f"已撤销，新增的 {number} {kind.each}{kind.entry}已删除。"
        return flash(redirect(request, f"{path}/{pk}"), done)

    frame = [show_all, template, begin, errors, show, confirm, check_again, cancel, undo]
    return [*frame, *column_routes(kind, access)]


async def _list(request: Request, kind: Kind, status: int = 200, problem: str = "") -> Response[str]:
    rows = await verbs.imports_of(kind, request.user)
    return await render(
        request, "imports/list.html", kind=kind, imports=rows, phases=PHASES, problem=problem, status=status
    )


async def _begin(request: Request, kind: Kind) -> Response[str]:
    try:
        await room_for_upload(request, MAX_BYTES)
        file = upload(await form_fields(request), "file")
        if file is None:
            raise Invalid("请先选择要导入的表格文件。")
        pk = await verbs.begin(kind, request.user, file, file.filename)
    except DomainError as error:
        return await _list(request, kind, error.status, error.sentence)
    return redirect(request, f"{kind.path}/{pk}")


def _file(content: bytes, name: str, plain: str) -> Response[bytes]:
    disposition = f"attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})


async def _errors(request: Request, kind: Kind, pk: int) -> Response[bytes]:
    found = await verbs.import_for(kind, request.user, pk)
    rows = await mistaken_rows(pk)
    if not rows:
        raise NotFound
    sheets = found["table"].get("sheets", [])
    content = await asyncio.to_thread(errors_file, kind.layout, rows, sheets)
    stem = found["params"]["name"].rpartition(".")[0] or found["params"]["name"]
    return _file(content, f"导入问题-{stem}-{local(now()):%Y%m%d}", f"errors-{pk}")


async def _show(request: Request, kind: Kind, pk: int) -> Response[Any]:
    found = await verbs.import_for(kind, request.user, pk)
    if found["phase"] == "columns":
        return redirect(request, f"{kind.path}/{pk}/columns")
    counts = found["counts"]
    chosen = request.query_params.get("verdict", "")
    if chosen not in VERDICTS:
        chosen = next((verdict for verdict in ("error", "update", "new") if counts.get(verdict)), NEW)
    cursor = request.query_params.get("cursor")
    page = await verbs.rows_of(kind, pk, chosen, cursor)
    sheets = found["table"].get("sheets", [])
    for row in page.rows:
        row["where"] = shown_rows(row["number"], sheets) if sheets else row["number"]
    more = f"{kind.path}/{pk}?verdict={chosen}&cursor={page.cursor}" if page.cursor else None
    return await render(
        request, "imports/one.html", block="rows" if cursor and wants_fragment(request) else "preview",
        kind=kind, found=found, counts=counts, verdicts=VERDICTS, chosen=chosen, page=page, more=more, phases=PHASES,
    )  # fmt: skip
