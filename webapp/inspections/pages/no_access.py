"""无法检查: from the enterprise's page to the receipt in a minute, also without JavaScript."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from webapp.clock import now
from webapp.errors import Invalid
from webapp.findings.ids import uuid7
from webapp.inspections.forms.closing import NoAccessForm
from webapp.inspections.rules import NoAccess, kinds_for, who
from webapp.inspections.verbs.no_access import AtTheGate, enterprise_in_reach, record_no_access
from webapp.inspections.verbs.submission import StillOpen
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import listed, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

MOST_PHOTOS = 6
MOST_BYTES = 64 * 1024 * 1024


async def _page(request: Request, pk: int, form: NoAccessForm, status: int = 200) -> Response[str]:
    enterprise = await enterprise_in_reach(request.user, pk)
    return await render(
        request,
        "inspections/no-access.html",
        enterprise=enterprise,
        form=form,
        status=status,
        kind=kinds_for(who(request.user))[0],
    )


@get("/enterprises/{pk:int}/no-access", access=FIELD)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    form = NoAccessForm(initial={"id": str(uuid7()), "started_at": now().isoformat(timespec="seconds")})
    return await _page(request, pk, form)


@post("/enterprises/{pk:int}/no-access", access=FIELD, request_max_body_size=MOST_BYTES)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    await enterprise_in_reach(request.user, pk)
    data = await submitted(request)
    form = NoAccessForm(data)
    files = [one for one in listed(data, "photos") if isinstance(one, UploadFile) and one.filename]
    if len(files) > MOST_PHOTOS:
        form.refuse("", f"一次最多上传 {MOST_PHOTOS} 张照片。")
    if form.valid:
        with form.attempt():
            return await _recorded(request, pk, form, files)
    return await _page(request, pk, form, form.refused_as)


async def _recorded(request: Request, pk: int, form: NoAccessForm, files: list[UploadFile]) -> Response[Any]:
    said = AtTheGate(
        NoAccess(form.reason), form.conclusion, form.started_at, form.latitude, form.longitude, form.accuracy
    )
    photos = [await file.read() for file in files]
    try:
        done = await record_no_access(request.user, pk, _id(form), said, photos)
    except StillOpen as error:
        raise Invalid("".join(one.sentence for one in error.open)) from error
    visit = done.receipt["inspection"]
    return flash(redirect(request, f"/inspections/{visit}/receipt"), "已记录无法检查，回执已生成。")


def _id(form: NoAccessForm) -> UUID:
    try:
        return UUID(form.id)
    except ValueError:
        raise Invalid("检查编号有误，请重新打开页面。") from None


ROUTES = [show, save]
