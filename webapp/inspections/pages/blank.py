"""Starting a visit without knowing the enterprise: a code that nobody knows here, or a plant without one."""

from __future__ import annotations

from litestar import Response, get

from webapp.enterprises.listing import areas_within
from webapp.inspections.queries import items, visits
from webapp.inspections.rules import Kind
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.templates import render


@get("/field/start", access=FIELD)
async def blank_start(request: Request) -> Response[str]:
    """The page reads ?code= itself, so that one kept copy serves every code."""
    user = request.user
    kinds = [Kind.PATROL] if user.assistant else [kind for kind in Kind if kind is not Kind.PATROL]
    return await render(
        request,
        "inspections/start.html",
        kind="",
        second="",
        enterprise=None,
        kinds=[(kind.value, kind.label) for kind in kinds],
        versions=await items.versions(),
        seconds=[] if user.assistant else await visits.seconds_for(user, user.bureau_code),
        areas=await areas_within(user),
        hazards=[],
        open=[],
        drafts=[],
    )


ROUTES = [blank_start]
