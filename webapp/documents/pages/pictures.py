"""The pictures on a document: photos, signatures, the seal; only those that stand in it."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from webapp.documents.queries import document_for
from webapp.documents.views.pictures import picture_of
from webapp.web import Request
from webapp.web.access import SIGNED_IN


@get("/documents/{pk:uuid}/pictures/{sha256:str}", access=SIGNED_IN)
async def picture(request: Request, pk: FromPath[UUID], sha256: FromPath[str]) -> Response[bytes]:
    return await picture_of(await document_for(request.user, pk), sha256)


ROUTES: list[Any] = [picture]
