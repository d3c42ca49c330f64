"""The receipt: after submission, and as anybody who holds the paper checks it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from webapp.errors import Conflict
from webapp.inspections.queries.visits import names_of, visit_for
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.rules.clocks import doubts
from webapp.inspections.views import words
from webapp.inspections.views.reviewing import counts_of
from webapp.web import Request
from webapp.web.access import ANYONE, STAFF
from webapp.web.middleware.authentication import client_address
from webapp.web.templates import render
from webapp.web.text import clean
from webapp.web.throttle import Throttle

TIMES = ("started_at", "ended_at", "began_at", "over_at")
wrong_codes = Throttle("receipt", most=30, seconds=600)


@get("/inspections/{pk:uuid}/receipt", access=STAFF)
async def receipt(request: Request, pk: FromPath[UUID]) -> Response[str]:
    visit = await visit_for(request.user, pk)
    found = await receipts.receipt_of(pk)
    if found is None:
        raise Conflict("这次检查还没有提交，没有回执。")
    return await render(
        request, "inspections/receipt.html", visit=visit, receipt=found, code=receipts.short_code(found),
        address=receipts.address(found), counts=counts_of(visit), words=words, times=list(doubts(visit)),
        people=list((await names_of([one for one in (visit["lead"], visit["second"]) if one])).values()),
    )  # fmt: skip


@get("/receipts/{serial:str}", access=ANYONE)
async def check(request: Request, serial: FromPath[str]) -> Response[str]:
    async with wrong_codes.a_try(client_address(request)):
        checked = await receipts.check(clean(serial)[:40], clean(str(request.query_params.get("c", "")))[:80])
    response = await render(
        request, "inspections/check.html", checked=checked, record=checked.record, words=words,
        days=words.days(times) if (times := _times(checked.record))["started_at"] else "", people=_inspectors(checked.record),
    )  # fmt: skip
    response.headers |= {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return response


def _inspectors(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The lead and the second; the record, which is hashed, keeps its people in the order of their numbers."""
    if not record:
        return []
    known = {one["id"]: one for one in record["about"]["people"]}
    return [known[one] for one in (record["visit"]["lead"], record["visit"]["second"]) if one in known]


def _times(record: dict[str, Any]) -> dict[str, datetime | None]:
    """The times of a record, of whichever format."""
    said = record.get("visit", {})
    return {name: datetime.fromisoformat(said[name]) if said.get(name) else None for name in TIMES}


ROUTES = [receipt, check]
