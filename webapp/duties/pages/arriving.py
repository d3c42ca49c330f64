"""What a phone sends from its outbox: the files of a record one by one, then its words."""

from typing import Any
from uuid import UUID

from litestar import Response, delete, put
from litestar.params import FromPath

from webapp.duties.forms import form_of
from webapp.duties.pages.entering import replaced
from webapp.duties.rules import kinds
from webapp.duties.verbs import recording
from webapp.enterprises.queries import enterprise_for
from webapp.errors import Invalid
from webapp.evidence.forms import read_claims
from webapp.inspections.requests import entry_of, stored
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash

PLACE = "/duties/enterprises/{pk:int}/records/{record:uuid}"
PHOTO_BODY = 100 * 1024 * 1024


def _text(value: Any) -> str:
    """One text out of a form's list, or of JSON."""
    one = value[-1] if isinstance(value, list) and value else value
    return one if isinstance(one, str) else ""


@put(PLACE, access=SIGNED_IN)
async def send(request: Request, pk: FromPath[int], record: FromPath[UUID]) -> Response[Any]:
    row, fields = await enterprise_for(request.user, pk), await submitted(request)
    code, replaces = (_text(fields.get(name)) for name in ("kind", "replaces"))
    if code not in kinds():
        raise Invalid("请从“履责”里选择要登记什么。", "kind")
    form, old = form_of(code)(fields), await replaced(request, pk, replaces)
    if not form.valid:
        refused = {"error": form.errors[0][2], "fields": {name: message for name, _, message in form.errors}}
        return Response(refused, status_code=422, media_type="application/json")
    created = await recording.send(request.user, row, record, form.said(), old["id"] if old else None)
    body = {"id": str(record), "kind": code, "done_on": str(form.said().done_on)}
    answer = stored(request, body, entry_of(request), status=201 if created else 200)
    return flash(answer, f"{form.of.name}已登记。监督员核实以前显示“未核实”。")


@put(PLACE + "/photos/{photo:uuid}", access=SIGNED_IN, request_max_body_size=PHOTO_BODY)
async def put_photo(
    request: Request, pk: FromPath[int], record: FromPath[UUID], photo: FromPath[UUID]
) -> Response[Any]:
    row = await enterprise_for(request.user, pk)
    claims = read_claims({name: values[-1] for name, values in query(request).items()})
    kept = await recording.keep_file(request.user, row, record, photo, claims, request.stream())
    body = {"id": str(photo), **{name: kept.photo[name] for name in ("sha256", "size", "media_type")}}
    return stored(request, body, entry_of(request), status=201 if kept.created else 200)


@delete(PLACE + "/photos/{photo:uuid}", access=SIGNED_IN, status_code=200)
async def drop_photo(
    request: Request, pk: FromPath[int], record: FromPath[UUID], photo: FromPath[UUID]
) -> Response[Any]:
    row = await enterprise_for(request.user, pk)
    await recording.withdraw_file(request.user, row, record, photo)
    return stored(request, {"id": str(photo)}, entry_of(request))


ROUTES: list[Any] = [send, put_photo, drop_photo]
