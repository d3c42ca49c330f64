"""One record with its proof, and its verification."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from webapp.duties.forms import DoubtForm
from webapp.duties.queries import photos_shown, record_for
from webapp.duties.rules import Verification
from webapp.duties.verbs.recording import OWNER
from webapp.duties.verbs.verifying import verify
from webapp.evidence.queries import Row, photo_of, photos_of
from webapp.evidence.serving import (
    display_response,
    sealed_response,
    thumbnail_response,
    watermarked_response,
)
from webapp.evidence.views import shots
from webapp.web import Request
from webapp.web.access import INSPECTORS, SIGNED_IN
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@get("/duties/records/{record:uuid}", access=SIGNED_IN)
async def show(request: Request, record: FromPath[UUID]) -> Response[str]:
    return await _page(request, await record_for(request.user, record), DoubtForm())


async def _page(request: Request, row: Row, form: DoubtForm, status: int = 200) -> Response[str]:
    photos = (await photos_of(OWNER, [row["id"]]))[str(row["id"])]
    place = f"/duties/records/{row['id']}/photos"
    return await render(
        request, "duties/record.html", status=status, row=row, form=form, photos=shots(photos, place)
    )


@post("/duties/records/{record:uuid}/verification", access=INSPECTORS)
async def verification(request: Request, record: FromPath[UUID]) -> Response[Any]:
    row, data = await record_for(request.user, record), await submitted(request)
    form = DoubtForm(data)
    doubted = (data.get("do") or [""])[-1] == Verification.DOUBTED
    outcome = Verification.DOUBTED if doubted else Verification.VERIFIED
    with form.attempt("reason" if doubted else ""):
        await verify(request.user, row, outcome, form.reason)
        return flash(redirect(request, f"/duties/records/{record}"), f"已记为{outcome.label}。")
    return await _page(request, row, form, form.refused_as)


async def _photo(request: Request, record: UUID, photo: UUID) -> Row:
    await photos_shown(request.user, record)
    return await photo_of(OWNER, record, photo)


@get("/duties/records/{record:uuid}/photos/{photo:uuid}/thumbnail", access=SIGNED_IN)
async def thumbnail(request: Request, record: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    return await thumbnail_response(await _photo(request, record, photo))


@get("/duties/records/{record:uuid}/photos/{photo:uuid}/display", access=SIGNED_IN)
async def display(request: Request, record: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    return await display_response(await _photo(request, record, photo))


@get("/duties/records/{record:uuid}/photos/{photo:uuid}/file", access=SIGNED_IN)
async def file(request: Request, record: FromPath[UUID], photo: FromPath[UUID]) -> Stream:
    return await sealed_response(await _photo(request, record, photo))


@get("/duties/records/{record:uuid}/photos/{photo:uuid}/watermarked", access=SIGNED_IN)
async def watermarked(request: Request, record: FromPath[UUID], photo: FromPath[UUID]) -> Response[bytes]:
    row = await record_for(request.user, record)
    found = await photo_of(OWNER, row["id"], photo)
    return await watermarked_response(found, row["enterprise_name"], f"{row['of'].name} {row['done_on']}")


ROUTES: list[Any] = [show, verification, thumbnail, display, file, watermarked]
