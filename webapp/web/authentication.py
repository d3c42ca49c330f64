"""From the session's cookie to the person, once a request."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.response import Response

from webapp.accounts.rules import SESSION_LIFE
from webapp.accounts.sessions import COOKIE, signed_in
from webapp.settings import settings


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
