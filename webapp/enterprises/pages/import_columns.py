"""Saying what the columns of a list are, and which of several areas a name means."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.enterprises import explaining, imports
from webapp.enterprises.import_columns import HEADINGS
from webapp.errors import Invalid
from webapp.web import Request
from webapp.web.access import DESK
from webapp.web.body import form_fields
from webapp.web.htmx import redirect
from webapp.web.templates import render

CHOICES = [(item.key, item.heading + ("（必需）" if item.required else "")) for item in HEADINGS]


@get("/imports/{pk:int}/columns", access=DESK)
async def show(request: Request, pk: FromPath[int]) -> Response[Any]:
    return await _page(request, pk)


async def _page(
    request: Request, pk: int, problem: str = "", said: dict[str, str] | None = None, area: str | None = None
) -> Response[Any]:
    found = await imports.import_for(request.user, pk)
    if found["phase"] not in {"preview", "columns"}:
        return redirect(request, f"/imports/{pk}")
    return await render(
        request, "enterprises/import_columns.html", found=found, table=found["table"], choices=CHOICES,
        problem=problem, said=said or {}, area=found["params"].get("area", "") if area is None else area,
        status=422 if problem else 200,
    )  # fmt: skip


@post("/imports/{pk:int}/columns", access=DESK)
async def explain(request: Request, pk: FromPath[int]) -> Response[Any]:
    fields = await form_fields(request)
    headings, keys = ([str(text) for text in fields.get(name, [])] for name in ("heading", "key"))
    said = dict(zip(headings, keys, strict=False))
    area = str((fields.get("area") or [""])[0])
    try:
        await explaining.explain(request.user, pk, said, area)
    except Invalid as error:
        return await _page(request, pk, error.sentence, said, area)
    return redirect(request, f"/imports/{pk}")


@post("/imports/{pk:int}/areas", access=DESK)
async def choose(request: Request, pk: FromPath[int]) -> Response[Any]:
    fields = await form_fields(request)
    names, codes = ([str(text) for text in fields.get(name, [])] for name in ("name", "code"))
    await explaining.choose_areas(request.user, pk, dict(zip(names, codes, strict=False)))
    return redirect(request, f"/imports/{pk}")


ROUTES = [show, explain, choose]
