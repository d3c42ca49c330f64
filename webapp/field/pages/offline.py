"""离线: the pack, and 同步中心, whose content is on the phone."""

from typing import Any

from litestar import Response, get

from webapp.clock import now
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import areas_within, search
from webapp.field.packing import pack
from webapp.inspections.pages.blank import opening_choices
from webapp.web import Request
from webapp.web.access import FIELD, SIGNED_IN
from webapp.web.forms.body import query
from webapp.web.templates import render

MOST_FOUND = 8


@get("/field/pack", access=FIELD)
async def show_pack(request: Request) -> Response[dict[str, Any]]:
    body = await pack(request.user)
    headers = {"ETag": f'"pack-{body["tag"]}"', "Cache-Control": "private, no-cache"}
    return Response(
        body | {"made_at": now().isoformat(timespec="seconds")},
        media_type="application/json",
        headers=headers,
    )


@get("/field/enterprises", access=FIELD)
async def find(request: Request) -> Response[dict[str, Any]]:
    """Enterprises of the own reach by name, initials, credit code or short code: {enterprises: [id, name, address]}."""
    words = (query(request).get("q") or [""])[-1][:100]
    rows = (
        (await search(request.user, SearchForm({"q": [words]}), size=MOST_FOUND)).rows
        if words.strip()
        else []
    )
    found = [{name: row[name] for name in ("id", "name", "address")} for row in rows]
    return Response({"enterprises": found}, media_type="application/json")


@get("/field/sync", access=SIGNED_IN)
async def sync(request: Request) -> Response[str]:
    user = request.user
    if not user.may_visit:
        return await render(request, "field/sync.html", areas=[], choices=[])
    return await render(
        request, "field/sync.html", areas=await areas_within(user), choices=await opening_choices(user)
    )


ROUTES = [show_pack, find, sync]
