"""Signing on the phone, and writing down a refusal."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post, put
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from webapp.audit.rules import canonical
from webapp.documents import kinds
from webapp.documents.forms import RefusalForm
from webapp.documents.proof import unsigned
from webapp.documents.queries import Row, content_of, document_for, signatures_of, signer, standing
from webapp.documents.rules import Role
from webapp.documents.verbs import signing
from webapp.documents.verbs.drafting import open_draft
from webapp.documents.verbs.issuing import readiness
from webapp.documents.verbs.sealing import usable
from webapp.documents.views.paper import paper
from webapp.evidence.forms import Claims
from webapp.evidence.queries import photo_of
from webapp.evidence.serving import display_response
from webapp.evidence.verbs import Owner
from webapp.evidence.verbs import keep as keep_photo
from webapp.web import Request
from webapp.web.access import INSPECTORS, STAFF
from webapp.web.forms.body import json_body, submitted, upload
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

OWNER = "document"
ROOM = 20_000_000


async def _page(request: Request, row: Row, form: RefusalForm, status: int = 200) -> Response[str]:
    content = content_of(row)
    counted, void = standing(content, await signatures_of(row["id"]))
    made = {signer(content, one["role"], one["name"], one["badge"]): one for one in counted}
    signers = [
        (role, name, badge, made.get(signer(content, role.value, name, badge)))
        for role, name, badge in signing.expected(content)
    ]
    return await render(
        request, "documents/sign.html", status=status, row=row, form=form, done=counted, void=void, Role=Role,
        signers=signers, reasons=(await readiness(request.user, row)).reasons, stamped=kinds.of(row["kind"]).sealed, receiver=kinds.of(row["kind"]).receiver,
        stamp=await usable(request.user, row["bureau"]), canonical=canonical(unsigned(content)).decode(), **paper(content, row),
    )  # fmt: skip


@get("/documents/{pk:uuid}/sign", access=INSPECTORS)
async def sign(request: Request, pk: FromPath[UUID]) -> Response[str]:
    row = await open_draft(request.user, pk)
    return await _page(request, row, RefusalForm(initial={"name": content_of(row)["visit"]["companion"]}))


@put("/documents/{pk:uuid}/signatures/{signature:uuid}", access=INSPECTORS)
async def keep(request: Request, pk: FromPath[UUID], signature: FromPath[UUID]) -> Response[dict[str, Any]]:
    """One signature as JSON, by the outbox or the page; one of an older content is kept, void."""
    data = await json_body(request)
    drawn = signing.read_drawn(data if isinstance(data, dict) else {})
    done = await signing.sign(request.user, pk, signature, drawn)
    body = {"id": str(signature), "counts": done.counts, "sentence": "" if done.counts else signing.VOID}
    return Response(body, status_code=201 if done.created else 200, media_type="application/json")


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(256 * 1024):
        yield piece


@post("/documents/{pk:uuid}/refusals", access=INSPECTORS, request_max_body_size=ROOM)
@once
async def refuse(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    row = await open_draft(request.user, pk)
    fields = await submitted(request)
    form, file = RefusalForm(fields), upload(fields, "photo")
    if form.sent and not form.witness and file is None:
        form.refuse("witness", "拒绝签字要有见证人姓名，或者现场照片。")
    if not form.valid:
        return await _page(request, row, form, 422)
    photo = None
    if file is not None:
        photo = uuid4()
        owner = Owner(OWNER, str(pk), "refusal", row["enterprise"], row["supervisor"])
        await keep_photo(request.user, photo, owner, Claims(target="refusal"), _chunks(file))
    await signing.refuse(
        request.user,
        pk,
        role=Role(form.role),
        name=form.name,
        reason=form.reason,
        witness=form.witness,
        photo=photo,
    )
    return flash(redirect(request, f"/documents/{pk}"), "拒签情况已记录。")


@get("/documents/{pk:uuid}/refusals/{photo:uuid}", access=STAFF)
async def refusal_photo(request: Request, pk: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    """The photo that shows a refusal, for the bureau."""
    await document_for(request.user, pk)
    return await display_response(await photo_of(OWNER, pk, photo))


ROUTES = [sign, keep, refuse, refusal_photo]
