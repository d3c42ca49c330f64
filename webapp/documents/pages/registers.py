"""编号登记: every row of numbers with all that it gave, voided ones with their reason."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from webapp.documents.lists.registers import register_of, series_for, series_in
from webapp.documents.rules import COLOURS, State
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.forms.body import query
from webapp.web.templates import render


@get("/documents/registers", access=STAFF)
async def index(request: Request) -> Response[str]:
    return await render(request, "documents/registers.html", rows=await series_in(request.user))


@get("/documents/registers/{pk:int}", access=STAFF)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    series = await series_for(request.user, pk)
    page = await register_of(pk, query(request).get("cursor", [""])[-1])
    more = f"/documents/registers/{pk}?cursor={page.cursor}" if page.cursor else ""
    return await render(
        request,
        "documents/register.html",
        block="rows",
        series=series,
        page=page,
        more=more,
        State=State,
        COLOURS=COLOURS,
    )


ROUTES: list[Any] = [index, show]
