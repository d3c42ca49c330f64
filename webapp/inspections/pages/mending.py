"""Supplement, voiding with a copy, giving up a draft: each a small page with its reason."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.inspections.forms.closing import DiscardForm, SupplementForm, VoidForm
from webapp.inspections.queries.visits import visit_for
from webapp.inspections.verbs import closing
from webapp.inspections.views import words
from webapp.web import Request
from webapp.web.access import FIELD, SUPERVISORS
from webapp.web.forms import Form
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

SUPPLEMENT = {
    "title": "补正",
    "button": "保存补正",
    "says": "笔误等小错在记录旁补正，原记录和回执不变。问题的事实或要求有误，请由监管科室作废并复制。",
}
VOID = {
    "title": "作废并复制",
    "button": "作废并复制",
    "danger": True,
    "says": "这次检查及其问题、已签发的文书作废，回执显示“已作废”；答案、问题草稿和照片复制到一份新的草稿，由原检查人员改正后重新提交。",
}
AGAIN = {
    "title": "再复制一份",
    "button": "再复制一份",
    "says": "原来复制的草稿已放弃。作废的检查里的答案、问题草稿和照片再复制到一份新的草稿，由原检查人员改正后重新提交。",
}
DISCARD = {
    "title": "放弃检查",
    "button": "放弃检查",
    "danger": True,
    "says": "放弃后不能再填写和提交；已保存的内容和照片留存备查，不会删除。",
}


async def _page(request: Request, pk: UUID, form: Form, what: dict[str, Any]) -> Response[str]:
    visit = await visit_for(request.user, pk)
    if what is VOID and visit["state"] == "void":
        what = AGAIN
    return await render(
        request,
        "inspections/reason.html",
        visit=visit,
        form=form,
        what=what,
        words=words,
        status=422 if form.sent else 200,
    )


@get("/inspections/{pk:uuid}/supplements", access=FIELD)
async def supplement_form(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk, SupplementForm(), SUPPLEMENT)


@post("/inspections/{pk:uuid}/supplements", access=FIELD)
@once
async def supplement(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = SupplementForm(await submitted(request))
    if not form.valid:
        return await _page(request, pk, form, SUPPLEMENT)
    await closing.supplement(request.user, pk, form.text, form.reason)
    return flash(redirect(request, f"/inspections/{pk}"), "补正已保存。")


@get("/inspections/{pk:uuid}/void", access=SUPERVISORS)
async def void_form(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk, VoidForm(), VOID)


@post("/inspections/{pk:uuid}/void", access=SUPERVISORS)
@once
async def void(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = VoidForm(await submitted(request))
    if not form.valid:
        return await _page(request, pk, form, VOID)
    copy = await closing.void_and_copy(request.user, pk, form.reason)
    return flash(redirect(request, f"/inspections/{copy}"), "原检查已作废，这是复制的草稿。")


@get("/inspections/{pk:uuid}/discard", access=FIELD)
async def discard_form(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk, DiscardForm(), DISCARD)


@post("/inspections/{pk:uuid}/discard", access=FIELD)
async def discard(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = DiscardForm(await submitted(request))
    if not form.valid:
        return await _page(request, pk, form, DISCARD)
    await closing.discard(request.user, pk, form.reason)
    return flash(redirect(request, "/inspections"), "检查已放弃。")


ROUTES = [supplement_form, supplement, void_form, void, discard_form, discard]
