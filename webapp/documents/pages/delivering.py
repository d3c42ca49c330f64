"""Delivery: confirming on the phone, noting it at the desk."""

import base64
import binascii
from datetime import datetime, time
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.clock import CHINA, now, today
from webapp.documents.forms import ConfirmForm, DeliveryForm
from webapp.documents.queries import document_for
from webapp.documents.rules import Method
from webapp.documents.sides import counted_consent, receipt_barred
from webapp.documents.verbs import delivering
from webapp.documents.verbs.drafting import guard_author
from webapp.documents.views.paper import paper, printed
from webapp.errors import Forbidden, Invalid
from webapp.web import Request
from webapp.web.access import EMPLOYERS, INSPECTORS
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

PNG = "data:image/png;base64,"


def image_of(text: str) -> bytes | None:
    """The drawn signature of a form, None when nothing was drawn."""
    if not text:
        return None
    try:
        return base64.b64decode(text.removeprefix(PNG), validate=True)
    except binascii.Error as error:
        raise Invalid("签名没有传完整，请重新签名。") from error


async def _receipt_page(request: Request, pk: UUID, form: ConfirmForm, status: int = 200) -> Response[str]:
    row = await document_for(request.user, pk)
    return await render(
        request, "documents/receipt.html", row=row, form=form, status=status,
        consent=await counted_consent(row["issued_by"], row["enterprise"], [request.user.id]),
        barred=await receipt_barred(request.user.id, row), **paper(await printed(row), row),
    )  # fmt: skip


@get("/documents/{pk:uuid}/receipt", access=EMPLOYERS)
async def receipt(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _receipt_page(request, pk, ConfirmForm(initial={"name": request.user.name}))


@post("/documents/{pk:uuid}/receipt", access=EMPLOYERS)
async def confirm(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    await document_for(request.user, pk)
    form = ConfirmForm(await submitted(request))
    if form.valid:
        try:
            await delivering.confirm(request.user, pk, form.name, image_of(form.image))
        except (Forbidden, Invalid) as error:
            form.refuse("", error.sentence)
            return await _receipt_page(request, pk, form, error.status)
    if not form.valid:
        return await _receipt_page(request, pk, form, 422)
    return flash(redirect(request, f"/documents/{pk}"), "已确认收到。")


async def _note_page(request: Request, pk: UUID, form: DeliveryForm, status: int = 200) -> Response[str]:
    row = await document_for(request.user, pk)
    guard_author(request.user, row)
    return await render(request, "documents/delivery.html", row=row, form=form, status=status)


@get("/documents/{pk:uuid}/delivery", access=INSPECTORS)
async def note_form(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _note_page(request, pk, DeliveryForm(initial={"on": today()}))


@post("/documents/{pk:uuid}/delivery", access=INSPECTORS)
@once
async def note(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    await document_for(request.user, pk)
    form = DeliveryForm(await submitted(request))
    if form.valid and form.on:
        at = min(datetime.combine(form.on, time(23, 59), CHINA), now()) if form.on <= today() else None
        try:
            if at is None:
                raise Invalid("送达日期不能在今天以后。")
            await delivering.note(request.user, pk, Method(form.method), form.recipient, form.note, at)
        except Invalid as error:
            form.refuse("on", error.sentence)
    if not form.valid:
        return await _note_page(request, pk, form, 422)
    return flash(redirect(request, f"/documents/{pk}"), "送达情况已记录。")


ROUTES = [receipt, confirm, note_form, note]
