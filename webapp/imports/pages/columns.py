"""Saying what the columns of a list are, and which of several areas a name means."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.errors import Invalid
from webapp.imports import explaining, verbs
from webapp.imports.kinds import Kind
from webapp.web import Request
from webapp.web.access import Access
from webapp.web.forms.body import form_fields
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def column_routes(kind: Kind, access: Access) -> list[Any]:
    """The routes of a kind, below its path."""
    path = f"{kind.path}/{{pk:int}}"

    @get(f"{path}/columns", access=access)
    async def show_columns(request: Request, pk: FromPath[int]) -> Response[Any]:
        return await _page(request, kind, pk)

    @post(f"{path}/columns", access=access)
    async def explain(request: Request, pk: FromPath[int]) -> Response[Any]:
        fields = await form_fields(request)
        headings, keys = _texts(fields, "heading"), _texts(fields, "key")
        said = dict(zip(headings, keys, strict=False))
        asked = kind.asked({name: str(texts[0]) for name, texts in fields.items() if texts})
        try:
            await explaining.explain(kind, request.user, pk, said, asked)
        except Invalid as error:
            return await _page(request, kind, pk, error.sentence, said, asked)
        return redirect(request, f"{kind.path}/{pk}")

    @post(f"{path}/areas", access=access)
    async def choose(request: Request, pk: FromPath[int]) -> Response[Any]:
        fields = await form_fields(request)
        chosen = dict(zip(_texts(fields, "name"), _texts(fields, "code"), strict=False))
        await explaining.choose_areas(kind, request.user, pk, chosen)
        return redirect(request, f"{kind.path}/{pk}")

    return [show_columns, explain, choose]


def _texts(fields: dict[str, list[Any]], name: str) -> list[str]:
    return [str(text) for text in fields.get(name, [])]


async def _page(
    request: Request,
    kind: Kind,
    pk: int,
    problem: str = "",
    said: dict[str, str] | None = None,
    asked: dict[str, Any] | None = None,
) -> Response[Any]:
    found = await verbs.import_for(kind, request.user, pk)
    if found["phase"] not in {"preview", "columns"}:
        return redirect(request, f"{kind.path}/{pk}")
    choices = [
        (item.key, item.heading + ("（必需）" if item.required else "")) for item in kind.layout.headings
    ]
    return await render(
        request, "imports/columns.html", kind=kind, found=found, table=found["table"], choices=choices,
        problem=problem, said=said or {}, asked=found["params"] if asked is None else asked,
        status=422 if problem else 200,
    )  # fmt: skip
