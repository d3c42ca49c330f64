"""Entering a record with its photos, by the enterprise itself or by the bureau for it; the phone's requests are in arriving.py."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.clock import today
from webapp.duties.forms import RecordForm, form_of
from webapp.duties.queries import Row, record_for
from webapp.duties.rules import in_force, kinds
from webapp.duties.verbs import recording
from webapp.enterprises.queries import enterprise_for
from webapp.errors import DomainError, NotFound
from webapp.evidence.forms import Claims
from webapp.evidence.queries import photos_of
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Kept
from webapp.evidence.views import shots
from webapp.findings.files import keep_all
from webapp.findings.ids import uuid7
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import form_fields, query
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

FORM_BODY = 100 * 1024 * 1024


@get("/duties/enterprises/{pk:int}/new", access=SIGNED_IN)
async def new(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await enterprise_for(request.user, pk)
    asked = {name: values[-1] for name, values in query(request).items()}
    old = await replaced(request, pk, asked.get("replaces", ""))
    code = old["kind"] if old else asked.get("kind", "")
    if code not in kinds():
        return await render(request, "duties/choose.html", row=row, kinds=kinds())
    form = form_of(code)(initial=old)
    return await _page(request, row, uuid7(), form, str(old["id"]) if old else "")


async def replaced(request: Request, pk: int, text: str) -> Row | None:
    """The record that is to be corrected, "" for none; NotFound unless it is one of this enterprise."""
    if not text:
        return None
    try:
        old = await record_for(request.user, UUID(text))
    except ValueError:
        raise NotFound("没有找到要更正的记录。") from None
    if old["enterprise"] != pk:
        raise NotFound("没有找到要更正的记录。")
    return old


@post("/duties/enterprises/{pk:int}/records/{record:uuid}", access=SIGNED_IN, request_max_body_size=FORM_BODY)
async def send(request: Request, pk: FromPath[int], record: FromPath[UUID]) -> Response[Any]:
    row = await enterprise_for(request.user, pk)
    fields = await form_fields(request)
    texts = {name: [one for one in values if isinstance(one, str)] for name, values in fields.items()}
    code, replaces = ((texts.get(name) or [""])[-1] for name in ("kind", "replaces"))
    if code not in kinds():
        return redirect(request, f"/duties/enterprises/{pk}/new")
    old = await replaced(request, pk, replaces)
    form, status = form_of(code)(fields), 422
    try:

        async def keep(photo: UUID, claims: Claims, chunks: Any) -> Kept:
            return await recording.keep_file(request.user, row, record, photo, claims, chunks)

        # Also of a form that is refused: what was photographed is not asked for twice.
        await keep_all(fields, "files", record, keep, PhotoKind.PAPERS)
        if form.valid:
            await recording.send(request.user, row, record, form.said(), old["id"] if old else None)
    except DomainError as error:
        form.refuse("", error.sentence)
        status, record = error.status, uuid7() if error.about == "report" else record
    if not form.valid:
        return await _page(request, row, record, form, replaces, status)
    words = f"{form.of.name}已登记。" + ("" if request.user.may_inspect else "监督员核实以前显示“未核实”。")
    return flash(redirect(request, f"/duties/enterprises/{pk}"), words)


async def _page(
    request: Request, row: Row, record: UUID, form: RecordForm, replaces: str, status: int = 200
) -> Response[str]:
    kept = (await photos_of(recording.OWNER, [record]))[str(record)]
    mine = [photo for photo in kept if photo["person"] == request.user.id]
    of, day = form.of.code, today()
    rule = in_force(of, "all", day) or in_force(of, row["severity"], day) or in_force(of, "exposed", day)
    return await render(
        request, "duties/new.html", status=status, row=row, record=record, form=form, replaces=replaces,
        photos=shots(mine, f"/duties/records/{record}/photos"), rule=rule,
    )  # fmt: skip


ROUTES = [new, send]
