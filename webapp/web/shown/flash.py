"""A sentence that is shown once on the next page, kept in a short-lived signed cookie."""

import base64
import hmac
import json
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Response
from litestar.connection import ASGIConnection

from webapp.audit.rules import mac
from webapp.settings import settings

COOKIE = "mashang_flash"
T = TypeVar("T")


@dataclass(frozen=True)
class Flash:
    kind: str
    text: str


def flash(response: Response[T], text: str, kind: str = "ok") -> Response[T]:
    """Show `text` on the next page; kind ok, info, warning or error."""
    body = base64.urlsafe_b64encode(json.dumps([kind, text[:500]]).encode()).decode()
    return say_again(response, f"{body}.{mac(settings().key, 'flash', body.encode())}")


def say_again(response: Response[T], said: str) -> Response[T]:
    """Show what another answer said (`said()`) on the next page; nothing for ""."""
    if said:
        response.set_cookie(
            COOKIE, said, max_age=60, httponly=True, samesite="lax", secure=settings().https, path="/"
        )
    return response


def said(response: Response[Any]) -> str:
    """What an answer shows on the next page, in its signed form; "" for nothing."""
    return next((cookie.value or "" for cookie in response.cookies if cookie.key == COOKIE), "")


def flashes(request: ASGIConnection) -> list[Flash]:  # type: ignore[type-arg]
    """What the cookie says, if it is ours; nothing on a page that the phone only keeps (X-Unseen, static/js/kept.js)."""
    if request.headers.get("x-unseen"):
        return []
    body, _, proof = request.cookies.get(COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(mac(settings().key, "flash", body.encode()), proof):
        return []
    kind, text = json.loads(base64.urlsafe_b64decode(body))
    return [Flash(kind, text)]
