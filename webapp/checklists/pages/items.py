"""Items of a draft: a form of their own, on a page of its own; moved and removed in place."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists import queries, verbs
from webapp.checklists.forms import ItemForm, MoveForm, base_of
from webapp.checklists.pages import versions
from webapp.checklists.pages.versions import address
from webapp.checklists.rows import texts, wording
from webapp.checklists.rules.conditions import in_words
from webapp.checklists.rules.modes import mode_options
from webapp.checklists.verbs._draft import IMMUTABLE
from webapp.checklists.verbs.editing import Unfit
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import STEWARDS
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import is_htmx, redirect
from webapp.web.templates import render

ITEMS = "/checklists/{pk:int}/versions/{version:int}/items"
Where = FromPath[int]


async def options(item: dict[str, Any] | None = None) -> dict[str, Any]:
    """`item` as it is stored: its mode stays a choice, whichever words it has."""
    known = await queries.violations()
    mode, article = (item["mode"], item["penalty_article"]) if item else ("", "")
    return {
        "violation": [("", "（无）"), *((code, f"{code} {row['text']}") for code, row in known.items())],
        "mode": mode_options(mode, article),
    }


async def draft(request: Request, pk: int, version: int) -> dict[str, Any]:
    """The draft; Conflict when it is published."""
    row = await queries.version_for(request.user, pk, version)
    if row["state"] != "draft":
        raise Conflict(IMMUTABLE)
    return row


async def form_page(
    request: Request, row: dict[str, Any], form: ItemForm, item: dict[str, Any] | None, status: int = 200
) -> Response[str]:
    """The form of an item, with the mark of what is stored."""
    current = texts(item) if item else None
    return await render(
        request,
        "checklists/item.html",
        block="form",
        status=status,
        row=row,
        form=form,
        item=item,
        current=current if form.problems and status == 409 else None,
        wording=wording,
        mark=base_of(form, current, status) if current else "",
        here=address(row["checklist"], row["id"]),
    )


@get(ITEMS + "/new", access=STEWARDS)
async def new(request: Request, pk: Where, version: Where) -> Response[str]:
    row = await draft(request, pk, version)
    initial = {"day_kind": "calendar", "days": "30", "weight": "1"} | query(request)
    return await form_page(request, row, ItemForm(initial=initial, options=await options()), None)


@get(ITEMS + "/{item:int}", access=STEWARDS)
async def edit(request: Request, pk: Where, version: Where, item: Where) -> Response[str]:
    row = await draft(request, pk, version)
    found = await queries.item_of(version, item)
    values = texts(found) | {name: found[name] for name in ("key_item", "photo_required")}
    values["applies_when"] = in_words(values["applies_when"])
    return await form_page(request, row, ItemForm(initial=values, options=await options(found)), found)


@post(ITEMS, access=STEWARDS)
@once
async def add(request: Request, pk: Where, version: Where) -> Response[str]:
    row = await draft(request, pk, version)
    form = ItemForm(await submitted(request), options=await options())
    if form.valid:
        try:
            made = await verbs.add_item(request.user, version, form.row())
            return flash(redirect(request, f"{address(pk, version)}#item-{made}"), "检查项已添加。")
        except Unfit as error:
            refuse(form, error)
    return await form_page(request, row, form, None, 422)


@post(ITEMS + "/{item:int}", access=STEWARDS)
async def save(request: Request, pk: Where, version: Where, item: Where) -> Response[str]:
    row = await draft(request, pk, version)
    found = await queries.item_of(version, item)
    form = ItemForm(await submitted(request), options=await options(found))
    status = 422
    if form.valid:
        try:
            await verbs.edit_item(request.user, version, item, form.row(), base=form.base)
        except Unfit as error:
            refuse(form, error)
        except Conflict as error:
            form.refuse("", error.sentence)
            status = error.status
            found = await queries.item_of(version, item)
    if not form.valid:
        return await form_page(request, row, form, found, status)
    return flash(redirect(request, f"{address(pk, version)}#item-{item}"), "检查项已保存。")


@post(ITEMS + "/{item:int}/move", access=STEWARDS)
async def move(request: Request, pk: Where, version: Where, item: Where) -> Response[str]:
    await draft(request, pk, version)
    form = MoveForm(await submitted(request))
    if form.valid:
        await verbs.move_item(request.user, version, item, up=form.direction == "up")
    if is_htmx(request):
        return await versions.page(request, pk, version, block="items")
    return redirect(request, f"{address(pk, version)}#item-{item}")


@post(ITEMS + "/{item:int}/removal", access=STEWARDS)
async def remove(request: Request, pk: Where, version: Where, item: Where) -> Response[str]:
    await draft(request, pk, version)
    await verbs.remove_item(request.user, version, item)
    if is_htmx(request):
        return await versions.page(request, pk, version, block="items")
    return flash(redirect(request, address(pk, version)), "检查项已删除。")


def refuse(form: ItemForm, error: Unfit) -> None:
    """Put what the rules say beside the fields."""
    for column, sentence in error.problems.items():
        form.refuse(column, sentence)


ROUTES = [new, edit, add, save, move, remove]
