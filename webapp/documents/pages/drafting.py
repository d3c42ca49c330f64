"""Editing a draft with a preview, writing it anew, giving it up."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.documents import kinds
from webapp.documents.forms import EditForm, SureForm, edit_form, initial
from webapp.documents.queries import Row, content_of
from webapp.documents.rules import PROCEDURE
from webapp.documents.verbs import drafting
from webapp.documents.views.paper import paper
from webapp.documents.writing import editing
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import INSPECTORS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def _page(
    request: Request, row: Row, form: EditForm, *, status: int = 200, sentence: str = ""
) -> Response[str]:
    content = content_of(row)
    shown = editing.applied(content, form.changes()) if form.sent and not form.problems else content
    return await render(
        request, "documents/edit.html", block="preview" if status == 200 else None, status=status, row=row, form=form,
        content=content, **paper(shown, row), sentence=sentence, signers=await drafting.signers_of(row),
        chosen=kinds.of(row["kind"]).chosen, procedure=PROCEDURE, warning_basis=await drafting.warning_basis(row),
    )  # fmt: skip


@get("/documents/{pk:uuid}/edit", access=INSPECTORS)
async def edit(request: Request, pk: FromPath[UUID]) -> Response[str]:
    row = await drafting.open_draft(request.user, pk)
    content = content_of(row)
    form = await _form(row)
    return await _page(request, row, form(initial=initial(content, row["revision"])))


async def _form(row: Row) -> type[EditForm]:
    return edit_form(content_of(row), bool(await drafting.warning_basis(row)))


@post("/documents/{pk:uuid}/edit", access=INSPECTORS)
async def save(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    row = await drafting.open_draft(request.user, pk)
    form = (await _form(row))(await submitted(request))
    if not form.valid:
        return await _page(request, row, form, status=422)
    try:
        await drafting.save(request.user, pk, form.revision or 0, form.changes())
    except Conflict as error:
        form.raw["revision"] = [str((await drafting.open_draft(request.user, pk))["revision"])]
        return await _page(request, row, form, status=409, sentence=error.sentence)
    return flash(redirect(request, f"/documents/{pk}"), "已保存。")


@post("/documents/{pk:uuid}/preview", access=INSPECTORS, status_code=200)
async def preview(request: Request, pk: FromPath[UUID]) -> Response[str]:
    """The paper as it would look with what was typed; nothing is kept."""
    row = await drafting.open_draft(request.user, pk)
    form = (await _form(row))(await submitted(request))
    return await _page(request, row, form, status=200 if form.valid else 422)


async def _known(request: Request) -> int:
    """Of how many signatures the person was told that they will not count any more."""
    return SureForm(await submitted(request)).signatures or 0


async def _ask(
    request: Request, pk: UUID, action: str, button: str, error: drafting.LosesSignatures
) -> Response[str]:
    row = await drafting.draft_for(request.user, pk)
    return await render(
        request, "documents/sure.html", status=error.status, row=row, names=error.names, action=action, button=button
    )  # fmt: skip


@post("/documents/{pk:uuid}/refresh", access=INSPECTORS)
async def refresh(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    try:
        await drafting.refresh(request.user, pk, await _known(request))
    except drafting.LosesSignatures as error:
        return await _ask(request, pk, "refresh", "按记录重新生成", error)
    return flash(redirect(request, f"/documents/{pk}"), "已按检查记录重新生成。")


@post("/documents/{pk:uuid}/discard", access=INSPECTORS)
async def discard(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    row = await drafting.draft_for(request.user, pk)
    try:
        await drafting.discard(request.user, pk, await _known(request))
    except drafting.LosesSignatures as error:
        return await _ask(request, pk, "discard", "删除草稿", error)
    return flash(
        redirect(request, f"/inspections/{row['inspection']}/documents"), "草稿已删除，没有占用编号。"
    )


ROUTES = [edit, save, preview, refresh, discard]
