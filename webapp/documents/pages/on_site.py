"""Signatures on the 现场检查笔录 of a visit, from the phone's outbox; the part of the visit's form that makes them."""

from typing import Any
from uuid import UUID

from litestar import Response, put
from litestar.params import FromPath

from webapp.documents.verbs import on_site, signing
from webapp.inspections.requests import entry_of, stored
from webapp.web import Request
from webapp.web.access import INSPECTORS
from webapp.web.forms.body import json_body


@put("/inspections/{pk:uuid}/signatures/{signature:uuid}", access=INSPECTORS)
async def keep(request: Request, pk: FromPath[UUID], signature: FromPath[UUID]) -> Response[Any]:
    """One signature, or one refusal to sign, on what the phone composed; it counts or not once the visit is submitted."""
    data = await json_body(request)
    drawn = signing.read_drawn(data if isinstance(data, dict) else {})
    entry = entry_of(request)
    signed = await on_site.keep(request.user, pk, signature, drawn, entry)
    return stored(request, {"id": str(signature)}, entry, status=201 if signed.created else 200)


ROUTES = [keep]
