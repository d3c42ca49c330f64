"""A visit for those who only read it."""

from __future__ import annotations

from litestar import Response

from webapp.inspections.queries.visits import Row
from webapp.web import Request
from webapp.web.templates import render


async def submitted_page(request: Request, visit: Row) -> Response[str]:
    """What was recorded, read-only."""
    return await render(request, "inspections/reading.html", visit=visit)
