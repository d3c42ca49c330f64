"""抽查公示: for anybody, without a session; the same for everybody, so that any cache may hold it."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath

from webapp.audit.rules import canonical
from webapp.draws import packing, queries
from webapp.draws.words import Mode, Source, State
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.forms.body import query
from webapp.web.templates import environment, is_demo

CACHED = {"Cache-Control": "public, max-age=60"}


def _page(request: Request, template: str, **context: Any) -> Response[str]:
    """Uses nothing of the person: no flash is taken, no cookie set."""
    said = {"request": request, "user": None, "flashes": [], "demo": is_demo(request), **context}
    html = environment().get_template(template).render(**said)
    return Response(html, media_type="text/html", headers=CACHED)


@get("/public/draws", access=ANYONE)
async def listing(request: Request) -> Response[str]:
    return _page(request, "draws/public_list.html", rows=await queries.public_list())


@get("/public/draws/{code:str}", access=ANYONE)
async def show(request: Request, code: FromPath[str]) -> Response[Any]:
    if code.endswith(".json"):
        return await package(code.removesuffix(".json"))
    row = await queries.public_draw(code)
    # Of who types on the spot the lines are shown at once: a large screen shows them too.
    lines = await queries.witnesses(row["id"])
    found = (
        await queries.public_entries(row["id"], query(request).get("cursor", [""])[-1])
        if row["open"]
        else None
    )
    changes = await queries.supplements(row["id"]) if found else []
    names = await queries.names_of(row["id"], changes)
    source = Source(row["method"]["number"]["kind"])
    return _page(
        request, "draws/public.html", row=row, lines=lines, found=found, changes=changes, names=names, source=source,
        states=State, modes=Mode,
    )  # fmt: skip


async def package(code: str) -> Response[bytes]:
    """The package once names are public; before, only the hashes of it."""
    row = await queries.public_draw(code)
    names = (
        "code",
        "title",
        "state",
        "pool_hash",
        "objects_hash",
        "people_hash",
        "method_hash",
        "secret_hash",
        "commitment",
        "result_hash",
    )
    body = await packing.whole(row) if row["open"] else {name: row[name] for name in names}
    said = quote(f"抽查-{row['code']}.json")
    headers = {
        **CACHED,
        "content-disposition": f"attachment; filename={row['code']}.json; filename*=UTF-8''{said}",
    }
    return Response(await asyncio.to_thread(canonical, body), media_type="application/json", headers=headers)


ROUTES = [listing, show]
