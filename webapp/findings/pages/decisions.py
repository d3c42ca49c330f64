"""销号, 退回, 延期, 异议, 改派, 终止: each a POST of its own on the finding."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from webapp.evidence.forms import Claims
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Kept
from webapp.findings import forms
from webapp.findings.files import keep_all
from webapp.findings.pages.show import shown
from webapp.findings.queries import Row, candidates, finding_for
from webapp.findings.verbs import deciding
from webapp.findings.verbs.deciding import Decision
from webapp.web import Request
from webapp.web.access import INSPECTORS, SUPERVISORS
from webapp.web.forms import Form
from webapp.web.forms.body import form_fields, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect, wants_json

FORM_BODY = 150 * 1024 * 1024


async def _decide(
    request: Request, pk: int, name: str, decision: Decision, form: forms.DecisionForm, words: str
) -> Response[Any]:
    """Take the decision that the form holds, or show the page again with what was typed."""
    row = await finding_for(request.user, pk)
    if form.valid:
        with form.attempt():
            values = form.values
            due = values.get("new_due")
            await deciding.decide(request.user, pk, decision, values["text"], new_due=due, seen=form.seen)
    return await _answer(request, row, name, form, words)


async def _answer(request: Request, row: Row, name: str, form: Form, words: str) -> Response[Any]:
    if form.valid:
        return flash(redirect(request, f"/findings/{row['id']}"), words)
    if wants_json(request):
        return Response(
            {"error": form.errors[0][2]}, status_code=form.refused_as, media_type="application/json"
        )
    return await shown(request, await finding_for(request.user, row["id"]), {name: form}, form.refused_as)


@post("/findings/{pk:int}/closure", access=INSPECTORS)
async def closure(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.ClosureForm(await submitted(request))
    return await _decide(request, pk, "closure", deciding.CLOSURE, form, "已销号。")


@post("/findings/{pk:int}/return", access=INSPECTORS)
async def send_back(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.ReturnForm(await submitted(request))
    return await _decide(request, pk, "return", deciding.RETURN, form, "已退回，企业会收到您写的理由。")


@post("/findings/{pk:int}/extension-grant", access=INSPECTORS)
async def extension_grant(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.GrantForm(await submitted(request))
    return await _decide(request, pk, "extension-grant", deciding.GRANT, form, "已同意延期。")


@post("/findings/{pk:int}/extension-refusal", access=INSPECTORS)
async def extension_refusal(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.ExtensionRefusalForm(await submitted(request))
    return await _decide(
        request, pk, "extension-refusal", deciding.EXTENSION_REFUSAL, form, "已答复：不同意延期。"
    )


@post("/findings/{pk:int}/objection-uphold", access=INSPECTORS)
async def objection_uphold(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.UpholdForm(await submitted(request))
    return await _decide(request, pk, "objection-uphold", deciding.UPHOLD, form, "异议成立，该问题已作废。")


@post("/findings/{pk:int}/objection-refusal", access=INSPECTORS)
async def objection_refusal(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = forms.ObjectionRefusalForm(await submitted(request))
    return await _decide(
        request, pk, "objection-refusal", deciding.OBJECTION_REFUSAL, form, "已答复：异议不成立。"
    )


@post("/findings/{pk:int}/termination", access=SUPERVISORS, request_max_body_size=FORM_BODY)
async def termination(request: Request, pk: FromPath[int]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    fields = await form_fields(request)
    form = forms.TerminationForm(fields)

    async def keep(photo: UUID, claims: Claims, chunks: Any) -> Kept:
        return await deciding.keep_proof(request.user, row, photo, claims, chunks)

    with form.attempt("files"):
        await keep_all(fields, "files", UUID(int=pk), keep, PhotoKind.PAPERS)
    return await _decide(request, pk, "termination", deciding.TERMINATION, form, "已终止。")


@post("/findings/{pk:int}/reassignment", access=SUPERVISORS)
async def reassignment(request: Request, pk: FromPath[int]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    people = [("", "请选择")] + [(str(person["id"]), person["name"]) for person in await candidates(row)]
    form = forms.ReassignmentForm(await submitted(request), options={"assignee": people})
    if form.valid:
        with form.attempt():
            await deciding.reassign(request.user, pk, int(form.assignee), form.text)
    return await _answer(request, row, "reassignment", form, "已改派。")


ROUTES = [
    closure,
    send_back,
    extension_grant,
    extension_refusal,
    objection_uphold,
    objection_refusal,
    termination,
    reassignment,
]
