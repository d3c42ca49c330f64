"""All checklists, one with its versions, and two versions side by side."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists import queries, verbs
from webapp.checklists.forms import CompareForm, TitleForm, base_of
from webapp.checklists.items import HEADINGS
from webapp.checklists.rows import wording
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import STAFF, STEWARDS
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@get("/checklists", access=STAFF)
async def all_(request: Request) -> Response[str]:
    return await render(request, "checklists/list.html", series=await queries.series(request.user))


async def page(request: Request, pk: int, form: TitleForm | None = None, status: int = 200) -> Response[str]:
    """A checklist; with its current mark when a form has to be shown again."""
    one = await queries.series_of(request.user, pk)
    values = {
        "title": one.title,
        "note": one.note,
        "subject": one.subject.value,
        "purpose": one.purpose.value,
    }
    form = form or TitleForm(initial=values)
    mark = base_of(form, values, status)
    return await render(request, "checklists/one.html", one=one, form=form, mark=mark, status=status)


@get("/checklists/{pk:int}", access=STAFF)
async def one(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk)


@post("/checklists/{pk:int}", access=STEWARDS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    form = TitleForm(await submitted(request))
    status = 422
    if form.valid:
        try:
            await verbs.edit_checklist(
                request.user,
                pk,
                base=form.base,
                title=form.title,
                note=form.note,
                subject=form.subject,
                purpose=form.purpose,
            )
        except Conflict as error:
            form.refuse("", error.sentence)
            status = error.status
    if not form.valid:
        return await page(request, pk, form, status)
    return flash(redirect(request, f"/checklists/{pk}"), "名称和用途已保存。")


@post("/checklists/{pk:int}/default", access=STEWARDS)
async def default(request: Request, pk: FromPath[int]) -> Response[str]:
    await verbs.make_default(request.user, pk)
    return flash(redirect(request, "/checklists"), "已设为默认检查表。")


@get("/checklists/compare", access=STAFF)
async def compare(request: Request) -> Response[str]:
    series = await queries.series(request.user)
    asked = query(request)
    if asked.keys() == {"new"}:
        asked["old"] = [_before(series, asked["new"][0])]
    form = CompareForm(asked)
    versions = [
        (str(row["id"]), f"第 {row['number']} 版 · {one.title}") for one in series for row in one.versions
    ]
    found = None
    if form.valid and form.old and form.new:
        found = await queries.comparison(request.user, form.old, form.new)
    return await render(
        request,
        "checklists/compare.html",
        form=form,
        versions=versions,
        found=found,
        headings=HEADINGS,
        wording=wording,
    )


def _before(series: list[queries.Series], version: str) -> str:
    """The version before this one in its checklist, "" when there is none."""
    for one in series:
        ids = [str(row["id"]) for row in one.versions]
        if version in ids[:-1]:
            return ids[ids.index(version) + 1]
    return ""


ROUTES = [all_, one, edit, default, compare]
