"""A room that owns photos, as inspections and findings do: the smallest application around evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Litestar, Response, delete, get, put
from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.params import FromPath
from litestar.response import Stream

from tests import cast
from webapp.accounts.people import User
from webapp.evidence import queries, serving, verbs
from webapp.evidence.forms import read_claims
from webapp.evidence.verbs import Owner
from webapp.web import Request, errors
from webapp.web.middleware import headers

OWNER = Owner("inspection", "visit-1", "3.2")


def inspector(name: str = "inspector") -> User:
    return User(id=cast.ids()[name], name=name, username=name, role="inspector")


class Inspector(AbstractAuthenticationMiddleware):
    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        return AuthenticationResult(user=inspector(), auth=None)


@put("/visit/photos/{photo:uuid}", request_max_body_size=None)
async def keep(request: Request, photo: FromPath[UUID]) -> Response[dict[str, str]]:
    kept = await verbs.keep(request.user, photo, OWNER, read_claims(request.query_params), request.stream())
    return Response(
        {"id": str(photo)},
        status_code=201 if kept.created else 200,
        headers={"X-Entry-Stored": request.headers.get("x-entry", "")},
    )


@delete("/visit/photos/{photo:uuid}", status_code=200)
async def withdraw(request: Request, photo: FromPath[UUID]) -> dict[str, str]:
    await verbs.withdraw(request.user, photo, OWNER)
    return {"id": str(photo)}


@get("/visit/photos/{photo:uuid}/thumbnail")
async def thumbnail(photo: FromPath[UUID]) -> Response[bytes]:
    return await serving.thumbnail_response(await queries.photo_of(OWNER.kind, OWNER.id, photo))


@get("/visit/photos/{photo:uuid}/display")
async def display(photo: FromPath[UUID]) -> Response[bytes]:
    return await serving.display_response(await queries.photo_of(OWNER.kind, OWNER.id, photo))


@get("/visit/photos/{photo:uuid}/file")
async def file(photo: FromPath[UUID]) -> Stream:
    return await serving.sealed_response(await queries.photo_of(OWNER.kind, OWNER.id, photo))


def make_room(*more: Any) -> Litestar:
    return Litestar(
        [keep, withdraw, thumbnail, display, file, *more],
        middleware=[Inspector],
        exception_handlers=errors.HANDLERS,
        before_send=[headers.secure],
        openapi_config=None,
        logging_config=None,
    )


__all__ = ["OWNER", "inspector", "make_room"]
