"""Links to a document: making and revoking one, and what whoever holds it sees."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.documents.forms import LinkForm
from webapp.documents.proof import problems
from webapp.documents.queries import Row, document_for, replacement_of
from webapp.documents.verbs import linking
from webapp.documents.views.files import no_pdf, pdf_of
from webapp.documents.views.paper import paper, printed
from webapp.documents.views.pictures import picture_of
from webapp.web import Request
from webapp.web.access import ANYONE, SIGNED_IN
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.middleware.authentication import client_address
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import private, show_at, shown
from webapp.web.templates import render
from webapp.web.throttle import Throttle

wrong_links = Throttle("link", most=30, seconds=600)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def _page(request: Request, pk: UUID, form: LinkForm, *, status: int = 200) -> Response[str]:
    row = await document_for(request.user, pk)
    link = shown(request).get("link", "")
    response = await render(
        request, "documents/links.html", row=row, form=form, link=link, status=status,
        links=await linking.links_of(request.user, row),
    )  # fmt: skip
    return private(response)


@get("/documents/{pk:uuid}/links", access=SIGNED_IN)
async def links(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk, LinkForm(initial={"days": "7"}))


@post("/documents/{pk:uuid}/links", access=SIGNED_IN)
@once
async def make(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    await document_for(request.user, pk)
    form = LinkForm(await submitted(request))
    if not form.valid:
        return await _page(request, pk, form, status=422)
    token = await linking.make(request.user, pk, int(form.days), form.note)
    there = redirect(request, f"/documents/{pk}/links")
    return show_at(there, request, link=linking.address(token))


@post("/documents/{pk:uuid}/links/{link:int}/revoke", access=SIGNED_IN)
async def revoke(request: Request, pk: FromPath[UUID], link: FromPath[int]) -> Response[Any]:
    await linking.revoke(request.user, pk, link)
    return flash(redirect(request, f"/documents/{pk}/links"), "链接已撤回，打不开了。")


async def _behind(request: Request, token: str) -> tuple[Row, Row]:
    async with wrong_links.a_try(client_address(request)):
        return await linking.behind(token[:80])


@get("/shared/{token:str}", access=ANYONE)
async def shared(request: Request, token: FromPath[str]) -> Response[str]:
    link, row = await _behind(request, token)
    await linking.opened(link, row, client_address(request))
    response = await render(
        request, "documents/shared.html", row=row, link=link, token=token, no_pdf=await no_pdf(),
        problems=await problems(row), replacement=await replacement_of(row["id"]),
        **paper(await printed(row), row, f"/shared/{token}"),
    )  # fmt: skip
    response.headers |= PRIVATE
    return response


@get("/shared/{token:str}/pictures/{sha256:str}", access=ANYONE)
async def picture(request: Request, token: FromPath[str], sha256: FromPath[str]) -> Response[bytes]:
    return await picture_of((await _behind(request, token))[1], sha256)


@get("/shared/{token:str}/pdf", access=ANYONE)
async def as_pdf(request: Request, token: FromPath[str]) -> Response[bytes]:
    link, row = await _behind(request, token)
    await linking.opened(link, row, client_address(request))
    return await pdf_of(row)


ROUTES: list[Any] = [links, make, revoke, shared, picture, as_pdf]
