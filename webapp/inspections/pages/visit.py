"""The page of a visit that is not filled in any more, or by somebody else."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from webapp.findings.rules import Handling, State
from webapp.findings.rules import Recheck as RecheckResult
from webapp.inspections import words
from webapp.inspections.queries.visits import Row, visit_for
from webapp.inspections.reading import reading_of, recheck_lines
from webapp.inspections.reviewing import counts_of
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.templates import render


async def show_visit(request: Request, visit: Row) -> Response[Any]:
    """Everything of a visit, read-only; `visit` as of visits.visit_for."""
    reading = await reading_of(request.user, visit)
    return await render(
        request, "inspections/visit.html", reading=reading, visit=visit, record=reading.record, words=words,
        counts=counts_of(visit), rechecks=await recheck_lines(reading.record), Handling=Handling, State=State,
        RecheckResult=RecheckResult,
    )  # fmt: skip


@get("/inspections/{pk:uuid}", access=STAFF)
async def show(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    return await show_visit(request, await visit_for(request.user, pk))


ROUTES = [show]
