"""A checklist from a file: what is wrong with it row by row, or a preview, and only then a draft; and files to take away."""

import json
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists import queries, verbs
from webapp.checklists.files import EXAMPLE, read_items, workbook
from webapp.checklists.forms import FileForm, StoreForm
from webapp.checklists.items import HEADINGS, check_items, compare
from webapp.checklists.rows import sections, texts, typed
from webapp.errors import Conflict, DomainError, Invalid
from webapp.web import Request
from webapp.web.access import STAFF, STEWARDS
from webapp.web.forms.body import query, submitted, upload
from webapp.web.forms.once import once
from webapp.web.sheets.write import XLSX
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

MOST_PROBLEMS = 200


async def options() -> dict[str, Any]:
    return {"checklist": [("", "新的检查表"), *await queries.titles()]}


async def page(request: Request, form: FileForm, status: int = 200, problems: Any = ()) -> Response[str]:
    """The form, with what is wrong with the file."""
    return await render(
        request,
        "checklists/new.html",
        form=form,
        problems=problems[:MOST_PROBLEMS],
        total=len(problems),
        headings=HEADINGS,
        status=status,
    )


@get("/checklists/new", access=STEWARDS)
async def new(request: Request) -> Response[str]:
    return await page(request, FileForm(initial=query(request), options=await options()))


@post("/checklists/new", access=STEWARDS)
async def preview(request: Request) -> Response[str]:
    fields = await submitted(request)
    form = FileForm(fields, options=await options())
    file = upload(fields, "file")
    if file is None:
        form.refuse("file", "请选择文件。")
        return await page(request, form, 422)
    try:
        rows, numbers = await read_items(file)
    except DomainError as error:
        form.refuse("file", error.sentence)
        return await page(request, form, error.status)
    problems = check_items(rows, await queries.violations(), numbers)
    if problems:
        form.refuse("file", "文件有问题，没有保存任何内容。")
    if not form.valid:
        return await page(request, form, 422, problems)
    clean = [texts(typed(row)) for row in rows]
    newest = await _newest(request, form)
    return await render(
        request,
        "checklists/preview.html",
        form=form,
        sections=sections(clean),
        count=len(clean),
        rows=json.dumps(clean, ensure_ascii=False),
        newest=newest,
        differs=compare([texts(item) for item in await queries.items_of(newest["id"])], clean)
        if newest
        else None,
    )


async def _newest(request: Request, form: FileForm) -> Any:
    if not form.checklist:
        return None
    return (await queries.series_of(request.user, int(form.checklist))).versions[0]


@post("/checklists", access=STEWARDS)
@once
async def store(request: Request) -> Response[str]:
    form = StoreForm(await submitted(request), options=await options())
    if form.valid:
        try:
            pk, version = await verbs.create_checklist(
                request.user,
                rows_of(form.rows),
                checklist=int(form.checklist) if form.checklist else None,
                title=form.title,
                note=form.note,
                subject=form.subject,
                purpose=form.purpose,
                source=form.source,
            )
        except (Conflict, Invalid) as error:
            form.refuse("", error.sentence)
            return await page(request, form, error.status)
        return flash(redirect(request, f"/checklists/{pk}/versions/{version}"), "已存为草稿。")
    return await page(request, form, 422)


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows that the preview showed, as it sent them; Invalid when they are something else."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid("检查项的内容无法识别，请重新上传文件。")
    return [
        {key: value if isinstance(value := row.get(key), str) else "" for key in HEADINGS} for row in rows
    ]


def sheet(content: bytes, name: str) -> Response[bytes]:
    """An XLSX to take away."""
    disposition = f"attachment; filename=\"checklist.xlsx\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})


@get("/checklists/template.xlsx", access=STEWARDS)
async def template(request: Request) -> Response[bytes]:
    return sheet(await workbook([EXAMPLE], await queries.violations()), "检查表模板.xlsx")


@get("/checklists/{pk:int}/versions/{version:int}/items.xlsx", access=STAFF)
async def export(request: Request, pk: FromPath[int], version: FromPath[int]) -> Response[bytes]:
    row = await queries.version_for(request.user, pk, version)
    rows = [texts(item) for item in await queries.items_of(version)]
    name = f"{row['title']} 第{row['number']}版.xlsx".replace("/", "／")
    return sheet(await workbook(rows, await queries.violations()), name)


ROUTES = [new, preview, store, template, export]
