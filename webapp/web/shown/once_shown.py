"""What is shown once, such as a code of which only a hash is kept: after a redirect, and again when that page is reloaded.

    return show_at(redirect(request, f"/people/{pk}/initial"), request, password=password)
    …
    password = shown(request).get("password", "")

An answer to POST that shows it would mint another at every reload. So POST leads to a page, and a cookie of that one page and
of this person holds it for ten minutes; no script reads it, and the worker keeps no copy of such a page (X-Once, sw.js).
"""

import base64
import hmac
import json
import time
from typing import Any

from litestar import Response

from webapp.audit.rules import mac
from webapp.settings import settings
from webapp.web import Request

COOKIE = "mashang_shown"
LIFE_S = 600


def show_at(response: Response[Any], request: Request, **said: str) -> Response[Any]:
    """Let the page that `response` redirects to show `said`."""
    place = (response.headers.get("HX-Redirect") or response.headers["Location"]).partition("#")[0]
    content = [request.user.id, place, int(time.time()) + LIFE_S, said]
    body = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    response.set_cookie(
        COOKIE, f"{body}.{_proof(body)}", max_age=LIFE_S, httponly=True, samesite="lax", secure=settings().https,
        path=place,
    )  # fmt: skip
    return response


def shown(request: Request) -> dict[str, str]:
    """What this page shows to this person for now; {} for nothing."""
    body, _, proof = request.cookies.get(COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(_proof(body), proof):
        return {}
    person, place, until, said = json.loads(base64.urlsafe_b64decode(body))
    mine = person == request.user.id and place == request.url.path and time.time() < until
    return dict(said) if mine else {}


def private(response: Response[Any]) -> Response[Any]:
    """The page with it: kept by no browser, and by no phone for the way without a network."""
    response.headers |= {"Cache-Control": "no-store", "X-Once": "1"}
    return response


def shows(response: Response[Any]) -> bool:
    """Whether an answer leads to something that is shown once."""
    return any(cookie.key == COOKIE for cookie in response.cookies)


def _proof(body: str) -> str:
    return mac(settings().key, "shown", body.encode())
