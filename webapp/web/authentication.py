"""From the session's cookie to the person, once a request."""

import secrets
from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.response import Response

from webapp.accounts.credentials import Trace
from webapp.accounts.devices import COOKIE as DEVICE_COOKIE
from webapp.accounts.devices import LIFE as DEVICE_LIFE
from webapp.accounts.devices import with_account
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


async def set_session(connection: ASGIConnection, response: Response[Any], token: str) -> None:  # type: ignore[type-arg]
    """Put a new session's token into its cookie, and remember that this browser has signed in to the account."""
    _keep(response, COOKIE, token, int(SESSION_LIFE.total_seconds()))
    if user := await signed_in(token):
        _keep(response, DEVICE_COOKIE, with_account(device_cookie(connection), user.id), DEVICE_LIFE)


def _keep(response: Response[Any], name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="lax", secure=settings().https, path="/"
    )


def device_cookie(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """What the browser says of the accounts that it has signed in to, "" for nothing."""
    return connection.cookies.get(DEVICE_COOKIE, "")


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
    _keep(response, BROWSER, trace.browser, BROWSER_LIFE)
    return response
