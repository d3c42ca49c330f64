"""From the session's cookie to the person, once a request."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.response import Response

from webapp.accounts.login.devices import COOKIE as DEVICE_COOKIE
from webapp.accounts.login.devices import LIFE as DEVICE_LIFE
from webapp.accounts.login.devices import a_browser, name_of, with_account
from webapp.accounts.login.sessions import COOKIE, signed_in
from webapp.accounts.members.credentials import Trace
from webapp.accounts.rules import SESSION_LIFE
from webapp.settings import settings


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
        _keep(response, DEVICE_COOKIE, with_account(browser_of(connection), user.id), DEVICE_LIFE)


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


def browser_of(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """The cookie by which this browser is known; for one that has none the same new one throughout the request."""
    if "browser" not in connection.state:
        connection.state["browser"] = a_browser(device_cookie(connection))
    return str(connection.state["browser"])


def trace_of(request: ASGIConnection) -> Trace:  # type: ignore[type-arg]
    """Where a request comes from; the answer keeps the browser's cookie by keep_browser()."""
    return Trace(name_of(browser_of(request)), request.headers.get("user-agent", ""), client_address(request))


def keep_browser(response: Response[Any], request: ASGIConnection) -> Response[Any]:  # type: ignore[type-arg]
    """Know the browser again that issued or used an account's way in, also beyond signing out."""
    if all(cookie.key != DEVICE_COOKIE for cookie in response.cookies):
        _keep(response, DEVICE_COOKIE, browser_of(request), DEVICE_LIFE)
    return response
