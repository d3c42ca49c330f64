"""One enterprise: 一户一档."""

from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from webapp.enterprises.queries import described, enterprise_for, hazards_of, sign_groups
from webapp.enterprises.queries.former import former_names, shown
from webapp.enterprises.queries.timeline import timeline
from webapp.enterprises.reference.signs import signs_of
from webapp.enterprises.rules.wording import label
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.templates import render

EDITORS = {"inspector", "supervisor", "administrator"}


def map_address(row: dict[str, object]) -> str:
    """A map app by position, else by the address as text."""
    if row["latitude"] is not None:
        place = f"position={row['longitude']},{row['latitude']}&name={quote(str(row['name']))}"
        return f"https://uri.amap.com/marker?{place}&coordinate=wgs84&callnative=1"
    return f"https://uri.amap.com/search?keyword={quote(str(row['address'] or row['name']))}&callnative=1"


@get("/enterprises/{pk:int}", access=STAFF)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    user = request.user
    row = await enterprise_for(user, pk)
    await described([row])
    hazards = (await hazards_of([pk]))[pk]
    page = await timeline(pk, request.query_params.get("cursor"))
    return await render(
        request,
        "enterprises/one.html",
        block="events",
        row=row,
        hazards=hazards,
        signs_shown=signs_of(hazards, await sign_groups()),
        page=page,
        more=f"/enterprises/{pk}?cursor={page.cursor}" if page.cursor else None,
        label=label,
        map_href=map_address(row),
        former=shown((await former_names([pk])).get(pk, []), row["name"]),
        may_edit=user.role in EDITORS,
    )


ROUTES = [show]
