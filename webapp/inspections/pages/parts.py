"""Findings, slots, rechecks and the header of a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, delete, put
from litestar.params import FromPath

from webapp.clock import now
from webapp.inspections.forms import FindingForm, HeaderForm, RecheckForm, SlotForm
from webapp.inspections.queries.visits import Row
from webapp.inspections.requests import demand, entry_of, stored
from webapp.inspections.verbs.drafting import save_finding, withdraw_finding
from webapp.inspections.verbs.places import edit_header, save_recheck, save_slot
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import submitted


@put("/inspections/{visit:uuid}/findings/{finding:uuid}", access=FIELD)
async def put_finding(request: Request, visit: FromPath[UUID], finding: FromPath[UUID]) -> Response[Any]:
    data = await submitted(request)
    form = FindingForm(data)
    demand(form)
    entry = entry_of(request)
    drafted = await save_finding(request.user, visit, finding, form, entry, compute_due="due_on" not in data)
    return stored(
        request,
        finding_body(drafted.row, pending=drafted.pending),
        entry,
        status=201 if drafted.created else 200,
        template="inspections/_drafted.html",
        pending=drafted.pending,
        due_on=drafted.row["due_on"],
    )


@delete("/inspections/{visit:uuid}/findings/{finding:uuid}", access=FIELD, status_code=200)
async def delete_finding(request: Request, visit: FromPath[UUID], finding: FromPath[UUID]) -> Response[Any]:
    entry = entry_of(request)
    row = await withdraw_finding(request.user, visit, finding, entry)
    return stored(request, finding_body(row or gone(finding), pending=False), entry)


def gone(finding: UUID) -> Row:
    """What is said of a finding that this visit never had, be it another's or nobody's."""
    empty = dict.fromkeys(("slot", "violation", "fact", "requirement", "handling", "on_site_note"), "")
    return {"id": finding, **empty, "due_on": None, "on_site": False, "withdrawn_at": now()}


def finding_body(row: Row, *, pending: bool) -> dict[str, Any]:
    """A drafted finding, as docs/protocol.md describes it."""
    names = ("violation", "fact", "requirement", "handling", "on_site", "on_site_note", "slot")
    return {
        "id": str(row["id"]),
        **{name: row[name] for name in names},
        "due_on": row["due_on"].isoformat() if row["due_on"] else None,
        "pending": pending,
        "withdrawn": row.get("withdrawn_at") is not None,
    }


@put("/inspections/{visit:uuid}/slots/{key:path}", access=FIELD)
async def put_slot(request: Request, visit: FromPath[UUID], key: FromPath[str]) -> Response[Any]:
    form = SlotForm(await submitted(request))
    demand(form)
    entry = entry_of(request)
    row = await save_slot(request.user, visit, key.removeprefix("/"), form, entry)
    return stored(request, {name: row[name] for name in ("key", "result", "reason")}, entry)


@put("/inspections/{visit:uuid}/rechecks/{finding:int}", access=FIELD)
async def put_recheck(request: Request, visit: FromPath[UUID], finding: FromPath[int]) -> Response[Any]:
    form = RecheckForm(await submitted(request))
    demand(form)
    entry = entry_of(request)
    row = await save_recheck(request.user, visit, finding, form, entry)
    return stored(request, {name: row[name] for name in ("finding", "result", "note")}, entry)


@put("/inspections/{visit:uuid}/header", access=FIELD)
async def put_header(request: Request, visit: FromPath[UUID]) -> Response[Any]:
    data = await submitted(request)
    form = HeaderForm(data)
    demand(form)
    entry = entry_of(request)
    row = await edit_header(request.user, visit, form, set(data), entry)
    return stored(request, {name: row[name] for name in form.fields}, entry)


ROUTES = [put_finding, delete_finding, put_slot, put_recheck, put_header]
