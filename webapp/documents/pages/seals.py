"""A bureau's seal: uploading the image, who may use it, taking it out of use."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.queries import bureau_for
from webapp.documents.forms import SealForm
from webapp.documents.verbs import sealing
from webapp.documents.views.pictures import HEADERS, MOST_BYTES, drawn
from webapp.errors import NotFound
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import submitted, upload
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def _page(request: Request, pk: int, form: SealForm | None = None) -> Response[str]:
    bureau, seal = await bureau_for(request.user, pk), await sealing.seal_of(pk)
    shown = form or SealForm(initial={"inspectors": seal["inspectors"] if seal else True})
    return await render(
        request,
        "documents/seal.html",
        bureau=bureau,
        seal=seal,
        form=shown,
        status=form.refused_as if form else 200,
    )


@get("/bureaus/{pk:int}/seal", access=ADMINISTRATORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await _page(request, pk)


@post("/bureaus/{pk:int}/seal", access=ADMINISTRATORS)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    await bureau_for(request.user, pk)
    fields = await submitted(request)
    form, file = SealForm(fields), upload(fields, "image")
    data = await file.read(MOST_BYTES + 1) if file else None
    if data is None and await sealing.seal_of(pk) is None:
        form.refuse("", "请选择印章图片（PNG，透明背景）。")
    if form.valid:
        with form.attempt():
            await sealing.put_seal(request.user, pk, data, form.inspectors)
            return flash(redirect(request, f"/bureaus/{pk}/seal"), "印章已保存。每次加盖都会留下记录。")
    return await _page(request, pk, form)


@post("/bureaus/{pk:int}/seal/end", access=ADMINISTRATORS)
async def end(request: Request, pk: FromPath[int]) -> Response[Any]:
    await sealing.end_seal(request.user, pk)
    return flash(redirect(request, f"/bureaus/{pk}/seal"), "印章已停用，已签发的文书不受影响。")


@get("/bureaus/{pk:int}/seal/picture", access=ADMINISTRATORS)
async def picture(request: Request, pk: FromPath[int]) -> Response[bytes]:
    await bureau_for(request.user, pk)
    seal = await sealing.seal_of(pk)
    data = await drawn(seal["picture"]) if seal else None
    if data is None:
        raise NotFound("还没有印章。")
    return Response(data, media_type="image/png", headers=HEADERS)


ROUTES: list[Any] = [show, save, end, picture]
