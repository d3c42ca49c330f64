"""The photos of a finding, for whoever may see the finding."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from webapp.evidence.pictures.marks import marked_response
from webapp.evidence.serving import (
    display_response,
    sealed_response,
    thumbnail_response,
    watermarked_response,
)
from webapp.findings.queries import Row, finding_for
from webapp.findings.views.gallery import photo_for
from webapp.web import Request
from webapp.web.access import SIGNED_IN


async def _photo(request: Request, pk: int, photo: UUID) -> Row:
    return await photo_for(request.user, await finding_for(request.user, pk), photo)


@get("/findings/{pk:int}/photos/{photo:uuid}/thumbnail", access=SIGNED_IN)
async def thumbnail(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    return await thumbnail_response(await _photo(request, pk, photo))


@get("/findings/{pk:int}/photos/{photo:uuid}/display", access=SIGNED_IN)
async def display(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    return await display_response(await _photo(request, pk, photo))


@get("/findings/{pk:int}/photos/{photo:uuid}/file", access=SIGNED_IN)
async def file(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Stream:
    return await sealed_response(await _photo(request, pk, photo))


@get("/findings/{pk:int}/photos/{photo:uuid}/watermarked", access=SIGNED_IN)
async def watermarked(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    row = await finding_for(request.user, pk)
    found = await photo_for(request.user, row, photo)
    return await watermarked_response(
        found, row["enterprise_name"], f"{row['item_code']} {row['fact']}".strip()
    )


@get("/findings/{pk:int}/photos/{photo:uuid}/marked", access=SIGNED_IN)
async def marked(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    return await marked_response(await _photo(request, pk, photo))


@get("/findings/{pk:int}/photos/{photo:uuid}/marked-thumbnail", access=SIGNED_IN)
async def marked_thumbnail(request: Request, pk: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    return await marked_response(await _photo(request, pk, photo), small=True)


ROUTES: list[Any] = [thumbnail, display, file, watermarked, marked, marked_thumbnail]
