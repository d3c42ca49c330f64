"""A bureau's titles and number patterns, with a preview of the next number."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.queries import bureau_for
from webapp.documents import kinds
from webapp.documents.forms import StyleForm
from webapp.documents.kinds.base import Kind
from webapp.documents.numbering import PLACES
from webapp.documents.rules import PROCEDURE
from webapp.documents.verbs import styles
from webapp.errors import Invalid
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def _form(kind: Kind, style: styles.Style) -> StyleForm:
    pattern = style.pattern
    initial = {
        "kind": kind.value, "title": style.title, "pattern": pattern.text, "category": pattern.category,
        "nature": pattern.nature, "digits": pattern.digits,
        "warning": bool(style.warning_basis), "warning_basis": style.warning_basis,
    }  # fmt: skip
    return StyleForm(initial=initial)


async def _page(request: Request, pk: int, sent: StyleForm | None = None) -> Response[str]:
    bureau = await bureau_for(request.user, pk)
    known = await styles.styles_of(pk)
    forms = {kind: _form(kind, style) for kind, style in known.items()}
    if sent is not None and sent.values["kind"]:
        forms[kinds.of(sent.kind)] = sent
    return await render(
        request, "documents/styles.html", status=200 if sent is None else 422, bureau=bureau, forms=forms, places=PLACES,
        numbers=await styles.next_numbers(bureau), problem=sent,
        procedure=PROCEDURE,
    )  # fmt: skip


@get("/bureaus/{pk:int}/documents", access=ADMINISTRATORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await _page(request, pk)


@post("/bureaus/{pk:int}/documents", access=ADMINISTRATORS)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    await bureau_for(request.user, pk)
    form = StyleForm(await submitted(request))
    if form.problems.keys() & {"kind"}:
        raise Invalid("请选择文书。")
    if not form.valid:
        return await _page(request, pk, form)
    style = styles.Style(form.title, form.made, form.warning_basis if form.warning else "")
    await styles.save_style(request.user, pk, kinds.of(form.kind), style)
    return flash(redirect(request, f"/bureaus/{pk}/documents"), "编号规则已保存。")


ROUTES: list[Any] = [show, save]
