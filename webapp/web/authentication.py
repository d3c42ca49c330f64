"""From the session's cookie to the person, once a request."""

import secrets
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.response import Response

from webapp.accounts.credentials import Trace
from webapp.accounts.rules import SESSION_LIFE
from webapp.accounts.sessions import COOKIE, signed_in
from webapp.settings import settings

BROWSER = "mashang_browser"
BROWSER_LIFE = 400 * 24 * 3600


class SessionAuthentication(AbstractAuthenticationMiddleware):
    """Puts the User, or None, into the scope; who may go on is the guard's business."""

    async def authenticate_request(self, connection: ASGIConnection) -> AuthenticationResult:  # type: ignore[type-arg]
        token = connection.cookies.get(COOKIE)
        user = await signed_in(token) if token and connection.scope["type"] == ScopeType.HTTP else None
        return AuthenticationResult(user=user, auth=None)


def set_session(response: Response[Any], token: str) -> None:
    """Put a session's token into its cookie."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings().https,
        path="/",
    )


def drop_session(response: Response[Any]) -> None:
    """Take the session's cookie away."""
    response.delete_cookie(COOKIE, path="/")


def client_address(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """The caller's address; uvicorn has put it right for declared proxies."""
    return connection.client.host if connection.client else ""


def trace_of(request: ASGIConnection) -> Trace:  # type: ignore[type-arg]
    """Where a request comes from; a browser that has no mark yet is given one by keep_browser()."""
    mark = request.cookies.get(BROWSER) or secrets.token_urlsafe(16)
    return Trace(mark[:64], request.headers.get("user-agent", ""), client_address(request))


def keep_browser(response: Response[Any], trace: Trace) -> Response[Any]:
    """Mark the browser that issued or used an account's way in, also beyond signing out: it is known again by this."""
    response.set_cookie(
        BROWSER,
        trace.browser,
        max_age=BROWSER_LIFE,
        httponly=True,
        samesite="lax",
        secure=settings().https,
        path="/",
    )
    return response
