"""Opening a visit: the page that asks, and the request that opens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, put
from litestar.params import FromPath

from webapp.enterprises.queries import enterprise_for
from webapp.findings.queries import open_of
from webapp.inspections.forms import OpenForm
from webapp.inspections.queries import items, places, visits
from webapp.inspections.requests import STORED, demand, device_of, entry_of
from webapp.inspections.rules import kinds_for, who
from webapp.inspections.verbs.opening import open_visit
from webapp.inspections.views.places import open_view
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import submitted
from webapp.web.templates import render


@get("/enterprises/{pk:int}/visit", access=FIELD)
async def ask(request: Request, pk: FromPath[int]) -> Response[str]:
    enterprise = await enterprise_for(request.user, pk)
    # A day list proposes its kind and the other inspector; anything else is left out of the lists below.
    asked = request.query_params
    return await render(
        request,
        "inspections/start.html",
        kind=asked.get("kind", ""),
        second=asked.get("second", ""),
        enterprise=enterprise,
        kinds=kinds_for(who(request.user)),
        versions=await items.versions(enterprise["subject"]),
        seconds=[]
        if request.user.assistant
        else await visits.seconds_for(request.user, enterprise["bureau"]),
        hazards=await places.hazards_of(pk),
        open=await open_view(await open_of(pk)),
        drafts=await visits.drafts_at(request.user, pk),
    )


@put("/inspections/{visit:uuid}", access=FIELD)
async def open_(request: Request, visit: FromPath[UUID]) -> Response[dict[str, Any]]:
    form = OpenForm(await submitted(request))
    demand(form)
    entry = entry_of(request)
    opened = await open_visit(request.user, visit, form, device_of(request))
    row = opened.visit
    body = {
        "id": str(row["id"]),
        "state": row["state"],
        "kind": row["kind"],
        "enterprise": row["enterprise"],
        "enterprise_name": row["enterprise_name"],
        "version": row["version"],
        "lead": row["lead"],
        "second": row["second"],
        "started_at": row["started_at"].isoformat(),
        "clock_offset": row["clock_offset"],
        "distance": row["distance"],
        "page": f"/inspections/{row['id']}",
    }
    headers = {STORED: entry, "Cache-Control": "no-store"}
    status = 201 if opened.created else 200
    return Response(body, status_code=status, media_type="application/json", headers=headers)


ROUTES = [ask, open_]
