"""The contact of an enterprise, as its own people keep it right."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.enterprises.forms import ContactForm
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.verbs.contact import FIELDS, set_contact
from webapp.web import Request
from webapp.web.access import EMPLOYERS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@get("/enterprises/{pk:int}/contact", access=EMPLOYERS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await enterprise_for(request.user, pk)
    return await _page(request, row, ContactForm(initial={name: row[name] for name in FIELDS}))


@post("/enterprises/{pk:int}/contact", access=EMPLOYERS)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    row = await enterprise_for(request.user, pk)
    form = ContactForm(await submitted(request))
    if not form.valid:
        return await _page(request, row, form, 422)
    await set_contact(request.user, row["id"], form.contact, form.phone)
    return flash(redirect(request, "/me"), "联系方式已保存，监管机构看得到。")


async def _page(request: Request, row: dict[str, Any], form: ContactForm, status: int = 200) -> Response[str]:
    return await render(request, "enterprises/contact.html", row=row, form=form, status=status)


ROUTES = [show, save]
