"""Planning: lists by date, and one form for a new list and for an old one."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.clock import today
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import search
from webapp.enterprises.lists.selecting import ACTS
from webapp.enterprises.pages.selection import with_ids
from webapp.field import queries, verbs
from webapp.field.forms import DayListForm
from webapp.field.rules import MOST_ENTRIES, arrange
from webapp.inspections.rules import ROUTINE
from webapp.web import Request
from webapp.web.access import EDITORS
from webapp.web.forms import Day, Form
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.once import once
from webapp.web.forms.ticks import Act, ids_in
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

RESULTS = 12
MOST_SENT = 200


class DayForm(Form):
    on = Day("日期")


@get("/day-lists", access=EDITORS)
async def listing(request: Request) -> Response[str]:
    form = DayForm(query(request))
    rows = await queries.day_lists(request.user, form.on) if form.valid else []
    return await render(
        request, "field/day_lists.html", form=form, rows=rows, status=200 if form.valid else 422
    )


@get("/day-lists/new", access=EDITORS)
async def new(request: Request) -> Response[str]:
    sent = query(request)
    user = request.user
    initial = {
        "on": today().isoformat(),
        "kind": ROUTINE.value,
        "lead": user.id if user.may_inspect else "",
    }
    form = DayListForm(initial=initial, options=await people(request))
    return await page(request, form, list(ids_in(listed(sent, "enterprise"), MOST_SENT)))


@post("/day-lists/new", access=EDITORS)
@once
async def make(request: Request) -> Response[str]:
    return await save(request, None)


@get("/day-lists/{pk:int}", access=EDITORS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await queries.day_list_for(request.user, pk)
    form = DayListForm(initial=row, options=await people(request))
    return await page(request, form, row["enterprises"], row=row)


@post("/day-lists/{pk:int}", access=EDITORS)
async def change(request: Request, pk: FromPath[int]) -> Response[str]:
    return await save(request, await queries.day_list_for(request.user, pk))


@post("/day-lists/{pk:int}/cancellation", access=EDITORS)
async def cancel(request: Request, pk: FromPath[int]) -> Response[str]:
    await verbs.cancel_day_list(request.user, pk)
    return flash(redirect(request, "/day-lists"), "任务已取消。")


async def save(request: Request, row: dict[str, Any] | None) -> Response[str]:
    """Store the list; or, when another button of the form was pressed, show it with other enterprises."""
    data = await submitted(request)
    does = str((listed(data, "do") or ["save"])[-1])
    chosen = arrange(ids_in(listed(data, "enterprise"), MOST_SENT), does)
    form = DayListForm(data, options=await people(request))
    if does != "save":
        form.problems.clear()
        return await page(request, form, chosen, row=row, words=first(data.get("q")))
    if form.valid and form.on:
        second = int(form.second) if form.second else None
        plan = verbs.Plan(form.on, form.kind, int(form.lead), second, chosen, form.title)
        with form.attempt():
            if row:
                await verbs.change_day_list(request.user, row["id"], plan)
            else:
                await verbs.make_day_list(request.user, plan)
            return flash(redirect(request, "/day-lists"), "任务已保存。")
    return await page(request, form, chosen, row=row, status=form.refused_as)


async def page(
    request: Request, form: DayListForm, chosen: list[int], *, row: dict[str, Any] | None = None, words: str = "",
    status: int = 200,
) -> Response[str]:  # fmt: skip
    """The form with the enterprises chosen so far and, when something was looked for, those that were found."""
    found = (await search(request.user, SearchForm({"q": [words]}), size=RESULTS)).rows if words else []
    return await render(
        request, "field/day_list.html", block="plan", form=form, row=row, words=words, status=status,
        chosen=await queries.enterprises_in_order(request.user, chosen),
        found=[one for one in found if one["id"] not in chosen],
    )  # fmt: skip


async def people(request: Request) -> dict[str, Any]:
    """The options of the two select boxes."""
    named = [
        (str(one.id), f"{one.name}（{one.badge or '协管员'}）")
        for one in await queries.assignees(request.user)
    ]
    return {"lead": [("", "请选择"), *named], "second": [("", "不选"), *named]}


def first(texts: list[Any] | None) -> str:
    """What was typed into the search box, not longer than a name."""
    return str(texts[-1])[:100] if texts else ""


ACTS["day-list"] = Act("排入任务", "calendar", EDITORS, MOST_ENTRIES, with_ids("/day-lists/new"))
ROUTES = [listing, new, make, edit, change, cancel]
