"""One document: as it will look or looks, what stands against it, and what can be done."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from webapp.audit.queries import history
from webapp.documents import kinds
from webapp.documents.proof import problems
from webapp.documents.queries import (
    Row,
    content_of,
    document_for,
    part_of,
    replacement_of,
    signatures_of,
    standing,
)
from webapp.documents.rules import COLOURS, Method, State, why_over
from webapp.documents.sides import consent_barred, receipt_barred
from webapp.documents.verbs.delivering import confirmation_of, delivery_of
from webapp.documents.verbs.drafting import guard_author
from webapp.documents.verbs.issuing import Readiness, readiness
from webapp.documents.verbs.sealing import usable
from webapp.documents.views.files import docx_of, no_pdf, pdf_of
from webapp.documents.views.paper import address, paper, printed
from webapp.documents.views.words import events
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.templates import render


def may_change(request: Request, row: Row) -> bool:
    """Whether this person may draft, issue, void."""
    try:
        guard_author(request.user, row)
    except DomainError:
        return False
    return True


async def _barred(request: Request, row: Row, delivered: bool) -> str:
    """What of the delivery would have one person on both sides: for the account that confirms, for the staff that issue."""
    user = request.user
    if not kinds.of(row["kind"]).deliverable or row["state"] not in ("draft", "issued"):
        return ""
    if user.employer:
        return await receipt_barred(user.id, row)
    if row["state"] == "draft":
        return await consent_barred(user.id, "您", row["enterprise"])
    return "" if delivered else await consent_barred(row["issued_by"], row["issuer_name"], row["enterprise"])


async def page(
    request: Request, pk: UUID, *, status: int = 200, reasons: list[str] | None = None
) -> Response[str]:
    """The page of a document; `reasons` replaces what stands against issuing."""
    row = await document_for(request.user, pk)
    draft = row["state"] == "draft"
    delivery = await delivery_of(pk)
    over = why_over(row["visit_state"]) if draft else ""
    ready = await readiness(request.user, row) if draft else Readiness()
    content = content_of(row)
    signed = [one for group in standing(content, await signatures_of(pk)) for one in group]
    if draft:
        content = {**content, "signatures": [part_of(one) for one in ready.signatures]}
    return await render(
        request, "documents/show.html", status=status, row=row, content=content, ready=ready, over=over, state=State(row["state"]),
        reasons=ready.reasons if reasons is None else reasons, colour=COLOURS[State(row["state"])],
        may=may_change(request, row), replacement=await replacement_of(pk), address=address(row),
        problems=[] if draft or row["state"] == "discarded" else await problems(row), **paper(content, row),
        no_pdf=await no_pdf(), void=ready.void, delivery=delivery, confirmation=await confirmation_of(pk),
        barred=await _barred(request, row, delivery is not None), deliverable=kinds.of(row["kind"]).deliverable, Method=Method,
        stamp=await usable(request.user, row["bureau"]) if draft else None, stamped=kinds.of(row["kind"]).sealed,
        refusals=[one for one in signed if one["photo"]] if request.user.staff else [],
        events=events(await history("document", pk)) if request.user.staff else [],
    )  # fmt: skip


@get("/documents/{pk:uuid}", access=SIGNED_IN)
async def show(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await page(request, pk)


@get("/documents/{pk:uuid}/paper", access=SIGNED_IN)
async def sheet(request: Request, pk: FromPath[UUID]) -> Response[str]:
    """The paper alone, for the printer."""
    row = await document_for(request.user, pk)
    content = await printed(row)
    return await render(request, "documents/paper.html", row=row, **paper(content, row))


@get("/documents/{pk:uuid}/pdf", access=SIGNED_IN)
async def as_pdf(request: Request, pk: FromPath[UUID]) -> Response[bytes]:
    return await pdf_of(await document_for(request.user, pk))


@get("/documents/{pk:uuid}/docx", access=SIGNED_IN)
async def as_docx(request: Request, pk: FromPath[UUID]) -> Response[bytes]:
    return await docx_of(await document_for(request.user, pk))


ROUTES: list[Any] = [show, sheet, as_pdf, as_docx]
