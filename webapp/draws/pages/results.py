"""What came of a draw: supplements, the sheet to sign, the spreadsheet, the large screen."""

import asyncio
import io
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.draws import queries
from webapp.draws.forms import ClosingForm
from webapp.draws.pages.desk import page
from webapp.draws.verbs import after
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import listed, submitted
from webapp.web.sheets.write import write_xlsx
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ["序号", "层", "用人单位", "编号", "组长", "组员", "替补", "无法检查"]


@post("/draws/{pk:int}/supplements", access=SUPERVISORS)
async def supplement(request: Request, pk: FromPath[int]) -> Response[str]:
    data = await submitted(request)
    form = ClosingForm(data)
    key = next(iter(map(str, listed(data, "key"))), "")[:50]
    if not form.valid:
        return await page(request, pk, forms={"closing": form}, key=key, status=422)
    try:
        name = await after.supplement(request.user, pk, key, form.why, form.note, again=form.again)
    except DomainError as error:
        if error.status == 404:
            raise
        return await page(request, pk, problem=error.sentence, key=key, status=error.status)
    says = (
        f"已登记，补抽到{name}。"
        if name
        else "已登记为无法检查" + ("，这一层没有候补了。" if form.again else "。")
    )
    return flash(redirect(request, f"/draws/{pk}"), says)


def _lines(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            n,
            e["stratum"],
            e["name"],
            e["key"],
            e["team"][0],
            "、".join(e["team"][1:]),
            "是" if e["replaces"] else "",
            e["closed_label"],
        )
        for n, e in enumerate(entries, 1)
    ]


@get("/draws/{pk:int}/result.xlsx", access=EDITORS)
async def spreadsheet(request: Request, pk: FromPath[int]) -> Response[bytes]:
    row = await queries.draw_for(request.user, pk)
    target = io.BytesIO()
    lines = _lines(await queries.entries(request.user, pk))
    await asyncio.to_thread(
        write_xlsx, target, "抽查结果", HEADINGS, lines, widths=(8, 12, 34, 26, 24, 30, 8, 30)
    )
    name = quote(f"抽查结果-{row['code']}.xlsx")
    headers = {"content-disposition": f"attachment; filename=draw.xlsx; filename*=UTF-8''{name}"}
    return Response(target.getvalue(), media_type=XLSX, headers=headers)


@get("/draws/{pk:int}/sheet", access=EDITORS)
async def sheet(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await queries.draw_for(request.user, pk)
    entries, lines = await queries.entries(request.user, pk), await queries.witnesses(pk)
    return await render(request, "draws/sheet.html", row=row, entries=entries, lines=lines)


@get("/draws/{pk:int}/screen", access=EDITORS)
async def screen(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await queries.draw_for(request.user, pk)
    entries, lines = await queries.entries(request.user, pk), await queries.witnesses(pk)
    return await render(request, "draws/screen.html", block="stage", row=row, entries=entries, lines=lines)


ROUTES = [supplement, spreadsheet, sheet, screen]
