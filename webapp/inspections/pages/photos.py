"""Photos of a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, delete, get, put
from litestar.params import FromPath
from litestar.response import Stream

from webapp.accounts.people import User
from webapp.clock import now
from webapp.db import lock
from webapp.evidence import serving, verbs
from webapp.evidence.forms import read_claims
from webapp.evidence.pictures.marks import marked_response
from webapp.evidence.queries import Row, photo_of
from webapp.evidence.verbs import Owner
from webapp.inspections.queries.visits import visit_for, writable
from webapp.inspections.requests import STORED, checked_entry
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Inspection
from webapp.web import Request
from webapp.web.access import FIELD, STAFF

# Evidence counts the bytes itself and says in words when a photo is over 15 MB. Read to its end before that: behind a
# proxy an answer to half a body is a broken connection.
ROOM = 64 * 1024 * 1024


def guard_of(user: User, visit: UUID) -> verbs.Guard:
    """Runs in the photo's transaction: the visit may have been submitted while the bytes came in."""

    async def guard() -> None:
        await lock(Inspection, visit)
        await writable(user, visit)

    return guard


async def owner_of(user: User, visit: UUID, target: str = "") -> Owner:
    row = await visit_for(user, visit)
    return Owner(OWNER, str(visit), target, row["enterprise"], row["bureau"])


def named(request: Request) -> str:
    """The outbox entry, when it is not the photo's id anyway."""
    entry = request.headers.get("x-entry", "")
    return checked_entry(entry) if entry else ""


def gone(photo: UUID) -> Row:
    """What is said of a photo that this visit does not have, be it another's or nobody's."""
    return {"id": photo, "sha256": "", "size": 0, "target": "", "withdrawn_at": now()}


def answer(photo: Row, status: int, entry: str) -> Response[dict[str, Any]]:
    body = {
        "id": str(photo["id"]),
        "sha256": photo["sha256"],
        "size": photo["size"],
        "target": photo["target"],
    }
    body["withdrawn"] = photo["withdrawn_at"] is not None
    stored = dict.fromkeys([str(photo["id"]), *([entry] if entry else [])])
    headers = {STORED: ", ".join(stored), "Cache-Control": "no-store"}
    return Response(body, status_code=status, media_type="application/json", headers=headers)


@put("/inspections/{visit:uuid}/photos/{photo:uuid}", access=FIELD, request_max_body_size=ROOM)
async def keep(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[dict[str, Any]]:
    claims = read_claims(request.query_params)
    row = await visit_for(request.user, visit)
    if request.user.id not in (row["lead"], row["second"]):
        await writable(request.user, visit)  # says why not, before megabytes are read
    owner = Owner(OWNER, str(visit), claims.target, row["enterprise"], row["bureau"])
    kept = await verbs.keep(
        request.user, photo, owner, claims, request.stream(), guard=guard_of(request.user, visit)
    )
    return answer(kept.photo, 201 if kept.created else 200, named(request))


@delete("/inspections/{visit:uuid}/photos/{photo:uuid}", access=FIELD, status_code=200)
async def withdraw(
    request: Request, visit: FromPath[UUID], photo: FromPath[UUID]
) -> Response[dict[str, Any]]:
    owner = await owner_of(request.user, visit)
    withdrawn = await verbs.withdraw(request.user, photo, owner, guard=guard_of(request.user, visit))
    return answer(withdrawn or gone(photo), 200, named(request))


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/thumbnail", access=STAFF)
async def thumbnail(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    await visit_for(request.user, visit)
    return await serving.thumbnail_response(await photo_of(OWNER, visit, photo))


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/display", access=STAFF)
async def display(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    await visit_for(request.user, visit)
    return await serving.display_response(await photo_of(OWNER, visit, photo))


@get(
    [
        "/inspections/{visit:uuid}/photos/{photo:uuid}/file",
        "/inspections/{visit:uuid}/photos/{photo:uuid}/sealed",
    ],
    access=STAFF,
)
async def sealed(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Stream:
    await visit_for(request.user, visit)
    return await serving.sealed_response(await photo_of(OWNER, visit, photo))


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/watermarked", access=STAFF)
async def watermarked(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    row = await visit_for(request.user, visit)
    return await serving.watermarked_response(await photo_of(OWNER, visit, photo), row["enterprise_name"])


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/marked", access=STAFF)
async def marked(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    await visit_for(request.user, visit)
    return await marked_response(await photo_of(OWNER, visit, photo))


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/marked-thumbnail", access=STAFF)
async def marked_thumbnail(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    await visit_for(request.user, visit)
    return await marked_response(await photo_of(OWNER, visit, photo), small=True)


ROUTES = [keep, withdraw, thumbnail, display, sealed, watermarked, marked, marked_thumbnail]
