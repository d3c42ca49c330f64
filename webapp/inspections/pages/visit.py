"""The page of a visit that is not filled in any more, or by somebody else."""

from typing import Any

from litestar import Response

from webapp.findings.rules import Handling, State
from webapp.findings.rules import Recheck as RecheckResult
from webapp.inspections.queries.participants import may_mark
from webapp.inspections.queries.visits import Row
from webapp.inspections.views import words
from webapp.inspections.views.reading import reading_of, recheck_lines
from webapp.inspections.views.reviewing import counts_of
from webapp.web import Request
from webapp.web.templates import render


async def submitted_page(request: Request, visit: Row) -> Response[Any]:
    """Everything of a visit, read-only; `visit` as of visits.visit_for."""
    reading = await reading_of(request.user, visit)
    return await render(
        request, "inspections/visit.html", reading=reading, visit=visit, record=reading.record, words=words,
        counts=counts_of(visit), rechecks=await recheck_lines(reading.record), Handling=Handling, State=State,
        RecheckResult=RecheckResult, marking=may_mark(request.user, visit),
    )  # fmt: skip
