"""What people of an enterprise report of a finding: the form, the photos, the sending."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import FromPath

from webapp.errors import DomainError, Invalid
from webapp.evidence.forms import Claims, read_claims
from webapp.evidence.queries import photos_of
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Kept
from webapp.evidence.views import shots
from webapp.findings import quotas
from webapp.findings.files import keep_all
from webapp.findings.forms import REPORTS, said
from webapp.findings.ids import uuid7
from webapp.findings.queries import Row, draft_of, finding_for
from webapp.findings.rules import ReportKind, State
from webapp.findings.verbs import reporting
from webapp.findings.views.gallery import base
from webapp.web import Request
from webapp.web.access import EMPLOYERS
from webapp.web.forms import Form
from webapp.web.forms.body import form_fields, query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect, wants_json
from webapp.web.templates import render

_ENTRY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
PHOTO_BODY = 100 * 1024 * 1024
FORM_BODY = 150 * 1024 * 1024

NEXT = {
    ReportKind.DONE: "整改报告已提交，现在等监管机构复核。等待复核期间不算逾期，结果会在“消息”里通知您。",
    ReportKind.PROGRESS: "整改进展已提交。全部完成后，请再提交“报告整改”，附上整改后的照片。",
    ReportKind.EXTENSION: "延期申请已提交。得到答复之前，仍按原来的期限整改。",
    ReportKind.OBJECTION: "异议已提交，监管机构会书面答复。得到答复之前，仍按原来的要求和期限整改。",
}


def shows(kind: ReportKind) -> PhotoKind:
    """What the photos of such a report show: only a finished rectification shows the time afterwards."""
    return PhotoKind.AFTER if kind is ReportKind.DONE else PhotoKind.OTHER


def kind_of(value: Any) -> ReportKind:
    """The kind of report; Invalid in words for anything else."""
    try:
        return ReportKind(value[-1] if isinstance(value, list) and value else value)
    except ValueError:
        raise Invalid("请从问题页面选择要报告的内容。") from None


@get("/findings/{pk:int}/report", access=EMPLOYERS)
async def new_report(request: Request, pk: FromPath[int]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    kind = kind_of(query(request).get("kind", ReportKind.DONE.value))
    if row["state"] != State.OPEN.value:
        return redirect(request, f"/findings/{pk}")
    started = await draft_of(request.user, pk)
    return await _page(request, row, started or uuid7(), kind, REPORTS[kind]())


@post("/findings/{pk:int}/reports/{report:uuid}", access=EMPLOYERS, request_max_body_size=FORM_BODY)
async def send_form(request: Request, pk: FromPath[int], report: FromPath[UUID]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    fields = await form_fields(request)
    kind = kind_of(fields.get("kind"))
    form = REPORTS[kind](fields)
    status = 422
    try:

        async def keep(photo: UUID, claims: Claims, chunks: Any) -> Kept:
            return await reporting.keep_photo(request.user, row, report, photo, claims, chunks)

        await keep_all(fields, "files", report, keep, shows(kind))
        if form.valid:
            await reporting.send(request.user, row, report, said(kind, form))
    except DomainError as error:
        form.refuse("", error.sentence)
        status = error.status
        if error.about == "report":
            report = uuid7()  # what was typed goes on as a report of its own
    if not form.valid:
        return await _page(request, row, report, kind, form, status)
    return flash(redirect(request, f"/findings/{pk}"), NEXT[kind])


@put("/findings/{pk:int}/reports/{report:uuid}", access=EMPLOYERS)
async def send_json(request: Request, pk: FromPath[int], report: FromPath[UUID]) -> Response[Any]:
    row = await finding_for(request.user, pk)
    fields = await submitted(request)
    kind = kind_of(fields.get("kind"))
    form = REPORTS[kind](fields)
    if not form.valid:
        answer = {"error": form.errors[0][2], "fields": {name: message for name, _, message in form.errors}}
        return Response(answer, status_code=422, media_type="application/json")
    kept, created = await reporting.send(request.user, row, report, said(kind, form))
    body = {
        name: kept[name] for name in ("id", "finding", "kind", "text", "percent", "wanted_due", "sent_at")
    }
    words = NEXT[ReportKind(kept["kind"])]
    return flash(_stored(request, {**body, "next": words}, 201 if created else 200), words)


@put(
    "/findings/{pk:int}/reports/{report:uuid}/photos/{photo:uuid}",
    access=EMPLOYERS,
    request_max_body_size=PHOTO_BODY,
)
async def put_photo(
    request: Request, pk: FromPath[int], report: FromPath[UUID], photo: FromPath[UUID]
) -> Response[Any]:
    row = await finding_for(request.user, pk)
    claims = read_claims({name: values[-1] for name, values in query(request).items()})
    kept = await reporting.keep_photo(request.user, row, report, photo, claims, request.stream())
    return _stored(
        request,
        {name: kept.photo[name] for name in ("id", "sha256", "size", "media_type")},
        201 if kept.created else 200,
    )


@delete("/findings/{pk:int}/reports/{report:uuid}/photos/{photo:uuid}", access=EMPLOYERS, status_code=200)
async def drop_photo(
    request: Request, pk: FromPath[int], report: FromPath[UUID], photo: FromPath[UUID]
) -> Response[Any]:
    row = await finding_for(request.user, pk)
    await reporting.withdraw_photo(request.user, row, report, photo)
    return _stored(request, {"id": photo}, 200)


def _stored(request: Request, body: Row, status: int) -> Response[Any]:
    """A durable answer: it names the entry that the phone may forget now."""
    entry = request.headers.get("x-entry", "")
    headers = {"X-Entry-Stored": entry} if _ENTRY.fullmatch(entry) else {}
    return Response(_plain(body), status_code=status, media_type="application/json", headers=headers)


async def _page(
    request: Request, row: Row, report: UUID, kind: ReportKind, form: Form, status: int = 200
) -> Response[Any]:
    photos = (await photos_of("report", [report]))[str(report)]
    mine = [photo for photo in photos if photo["person"] == request.user.id]
    context: dict[str, Any] = {
        "finding": row,
        "report": report,
        "kind": kind,
        "form": form,
        "photos": shots(mine, base(row)),
        "shows": shows(kind).value,
        "left": await quotas.nearly(request.user.id, row["enterprise"], report),
    }
    if form.errors and wants_json(request):
        return Response({"error": form.errors[0][2]}, status_code=status, media_type="application/json")
    return await render(request, "findings/report.html", status=status, **context)


def _plain(values: Row) -> Row:
    """In JSON's own types."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in values.items()
    }


ROUTES = [new_report, send_form, send_json, put_photo, drop_photo]
