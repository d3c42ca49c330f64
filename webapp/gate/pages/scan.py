"""The scanner in the page: camera, picture, or the short code typed; the server says where a code leads."""

from typing import Any

from litestar import Response, get, post

from webapp.errors import DomainError, NotFound
from webapp.gate import queries
from webapp.gate.forms import ScanForm
from webapp.gate.pages.public import REVOKED, token_of_short_code
from webapp.gate.rules import token_in
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import submitted
from webapp.web.middleware.authentication import client_address
from webapp.web.shown.htmx import redirect, wants_json
from webapp.web.templates import render

FOREIGN = "这不是职业卫生监督的二维码，请扫描本系统的标签，或输入短码。"
UNKNOWN = "没有这个二维码，标签可能已更换，请查找用人单位。"


@get("/scan", access=FIELD)
async def scan(request: Request) -> Response[str]:
    return await render(request, "gate/scan.html", form=ScanForm())


@post("/scan", access=FIELD)
async def resolve(request: Request) -> Response[Any]:
    form = ScanForm(await submitted(request))
    status = 422
    if form.valid:
        try:
            path = await leads_to(request, form.text)
            return Response({"go": path}, status_code=200) if wants_json(request) else redirect(request, path)
        except DomainError as error:
            form.refuse("text", error.sentence)
            status = error.status
    if wants_json(request):
        return Response({"error": form.problems["text"]}, status_code=status)
    return await render(request, "gate/scan.html", form=form, status=status)


async def leads_to(request: Request, text: str) -> str:
    """The page behind what was scanned or typed; NotFound or Invalid with a sentence when there is none."""
    token = token_in(text)
    if token is None and ("/" in text or ":" in text):
        raise NotFound(FOREIGN)
    token = token or await token_of_short_code(text, client_address(request))
    code = await queries.by_token(token)
    if code is None:
        raise NotFound(UNKNOWN)
    if code["revoked_at"]:
        raise NotFound(REVOKED)
    inside = await queries.reaches(request.user, code["enterprise"])
    return f"/enterprises/{code['enterprise']}" if inside else f"/q/{token}"


ROUTES = [scan, resolve]
