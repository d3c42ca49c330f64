"""履责 of an enterprise: the light of each duty, what is due and why, and the records."""

from litestar import Response, get
from litestar.params import FromPath

from webapp.duties import queries
from webapp.duties.pages.rates import board
from webapp.duties.rules import kinds
from webapp.enterprises.queries import enterprise_for
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@get("/duties", access=SIGNED_IN)
async def index(request: Request) -> Response[str]:
    return await (_own if request.user.employer else board)(request)


async def _own(request: Request) -> Response[str]:
    rows = await queries.own_enterprises(request.user)
    if len(rows) == 1:
        return redirect(request, f"/duties/enterprises/{rows[0]['id']}")
    lights = await queries.lights_of([row["id"] for row in rows])
    return await render(request, "duties/own.html", rows=rows, lights=lights)


@get("/duties/enterprises/{pk:int}", access=SIGNED_IN)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await enterprise_for(request.user, pk)
    page = await queries.records_page(pk, request.query_params.get("cursor"))
    more = f"/duties/enterprises/{pk}?cursor={page.cursor}" if page.cursor else ""
    return await render(
        request, "duties/enterprise.html", block="records", row=row, page=page, more=more,
        lights=(await queries.lights_of([pk]))[pk], kinds=kinds(),
    )  # fmt: skip


ROUTES = [index, show]
