"""Parts of the enterprise's form that htmx brings: the areas below one, the hazards that fit a word."""

from litestar import Response, get

from webapp.areas.queries import children, path
from webapp.enterprises.reference.choice import choice
from webapp.web import Request
from webapp.web.access import EDITORS
from webapp.web.forms.body import listed, query
from webapp.web.templates import render

LEVELS = ["省", "市", "县（区）", "乡镇（街道）"]


@get("/areas/options", access=EDITORS)
async def areas(request: Request) -> Response[str]:
    """Selects from the province down to the one below `parent`, each with its neighbours."""
    chosen = [code for code in query(request).get("parent", []) if code.isdigit() and len(code) <= 12]
    parent = chosen[-1] if chosen else ""
    above = await path(parent) if parent else []
    selects = []
    for place, up in enumerate(["", *(row["code"] for row in above)]):
        options = await children(up)
        if options:
            selected = above[place]["code"] if place < len(above) else ""
            selects.append((LEVELS[place], up, selected, options))
    full = f"{above[-1]['code']} {above[-1]['full_name']}" if above else ""
    changed = "changed" in query(request)
    return await render(request, "areas/options.html", selects=selects, full=full if changed else "")


@get("/enterprises/hazards", access=EDITORS)
async def hazards(request: Request) -> Response[str]:
    fields = query(request)
    exposed = {name[8:]: values[-1] for name, values in fields.items() if name.startswith("exposed_")}
    words = listed(fields, "hazard_q") or [""]
    return await render(
        request,
        "enterprises/hazards.html",
        hazards=await choice(listed(fields, "hazards"), exposed, words[-1][:60]),
    )


ROUTES = [areas, hazards]
