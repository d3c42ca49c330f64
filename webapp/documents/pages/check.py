"""Whoever holds the paper checks it: by the QR code, or by the code typed."""

from litestar import Response, get
from litestar.params import FromPath

from webapp.documents.checking import check as look
from webapp.documents.rules import COLOURS, State
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.forms.body import query
from webapp.web.middleware.authentication import client_address
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render
from webapp.web.throttle import Throttle

wrong_codes = Throttle("document", most=30, seconds=600)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def normal(text: str) -> str:
    """The code as it is kept: capitals without blanks and lines."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())[:40]


@get("/check", access=ANYONE)
async def ask(request: Request) -> Response[str]:
    """A box for the code; without scripts the form comes back here."""
    typed = normal(query(request).get("code", [""])[-1])
    if typed:
        return redirect(request, f"/check/{typed}")
    return await render(request, "documents/ask.html")


@get("/check/{code:str}", access=ANYONE)
async def check(request: Request, code: FromPath[str]) -> Response[str]:
    async with wrong_codes.a_try(client_address(request)):
        checked = await look(normal(code))
    state = State(checked.row["state"])
    response = await render(
        request, "documents/check.html", checked=checked, state=state, colour=COLOURS[state]
    )
    response.headers |= PRIVATE
    return response


ROUTES = [ask, check]
