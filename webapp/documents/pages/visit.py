"""The documents of a visit: what fits it, what was begun, what was issued."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.documents import kinds
from webapp.documents.forms import KindForm
from webapp.documents.queries import content_of, of_visit, signatures_of, standing
from webapp.documents.rules import COLOURS, State
from webapp.documents.verbs import drafting
from webapp.documents.verbs.styles import styles_of
from webapp.documents.writing.proposing import proposals
from webapp.documents.writing.source import source_of
from webapp.errors import Invalid
from webapp.inspections.queries.participants import may_mend
from webapp.inspections.queries.visits import Row, visit_for
from webapp.inspections.views import words
from webapp.web import Request
from webapp.web.access import INSPECTORS, STAFF
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def undelivered(rows: list[Row]) -> set[str]:
    """{"delivery"} when a document was issued after the last 送达回执 was begun: it needs another one."""
    receipts = set(kinds.values("delivers"))
    begun = [row["created_at"] for row in rows if row["kind"] in receipts and row["state"] != "void"]
    others = [row["issued_at"] for row in rows if kinds.of(row["kind"]).deliverable and row["issued_at"]]
    return receipts if begun and others and max(others) > max(begun) else set()


def signed(counted: list[Row], void: list[Row]) -> str:
    """How a draft stands with its signatures, "" when nobody has signed."""
    if counted:
        return f"已有 {len(counted)} 人签名" + (f"，{len(void)} 人要重签" if void else "")
    return "签名已失效，要重签" if void else ""


@get("/inspections/{pk:uuid}/documents", access=STAFF)
async def show(request: Request, pk: FromPath[UUID]) -> Response[str]:
    visit = await visit_for(request.user, pk)
    source = await source_of(visit)
    rows = await of_visit(request.user, pk)
    for row in rows:
        if row["state"] == State.DRAFT.value:
            row["signed"] = signed(*standing(content_of(row), await signatures_of(row["id"])))
    styles = await styles_of(source.bureau["id"])
    live = {row["kind"] for row in rows if row["state"] in ("draft", "issued")} - undelivered(rows)
    may = (
        request.user.may_inspect
        and may_mend(request.user, visit)
        and visit["state"] in ("draft", "submitted")
    )
    return await render(
        request, "documents/visit.html", visit=visit, rows=rows, words=words, may=may, State=State, COLOURS=COLOURS,
        titles={kind: style.title for kind, style in styles.items()},
        proposals=[one for one in proposals(source.seen) if one.kind.value not in live],
    )  # fmt: skip


@post("/inspections/{pk:uuid}/documents", access=INSPECTORS)
@once
async def create(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    form = KindForm(await submitted(request))
    if not form.valid:
        await visit_for(request.user, pk)
        raise Invalid("请选择要制作的文书。")
    document = await drafting.create(request.user, pk, kinds.of(form.kind))
    return redirect(request, f"/documents/{document}")


ROUTES = [show, create]
