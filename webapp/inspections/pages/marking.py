"""标注: drawing arrows and circles upon a photo of the visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.people import User
from webapp.db import lock
from webapp.errors import DomainError, NotFound
from webapp.evidence.pictures.headers import PDF
from webapp.evidence.pictures.marking import LABEL, MOST_LETTERS, MOST_TEXT, Colour, Shape, as_kept
from webapp.evidence.pictures.marks import mark, marks_of
from webapp.evidence.queries import Row, photo_of
from webapp.evidence.verbs import Guard
from webapp.inspections.pages.photos import owner_of
from webapp.inspections.queries.participants import guard_marker
from webapp.inspections.queries.visits import visit_for
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Inspection
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms import Form, Number, Text
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


class MarkForm(Form):
    marks = Text("标注", max=MOST_TEXT)
    base = Number("版本", least=0, most=32767)


def _guard(user: User, visit: UUID) -> Guard:
    """Runs in the marks' transaction: the visit may have been submitted or voided meanwhile."""

    async def guard() -> None:
        await lock(Inspection, visit)
        guard_marker(user, await visit_for(user, visit))

    return guard


async def _page(request: Request, visit: Row, photo: Row, **more: Any) -> Response[str]:
    return await render(
        request,
        "inspections/marking.html",
        visit=visit,
        photo=photo,
        marks=more.get("marks") or as_kept(await marks_of(photo)),
        base=photo["marked"],
        back=f"/inspections/{visit['id']}",
        shapes=Shape.choices(),
        colours=Colour.choices(),
        label=LABEL,
        letters=MOST_LETTERS,
        problem=more.get("problem", ""),
        status=more.get("status", 200),
    )


@get("/inspections/{visit:uuid}/photos/{photo:uuid}/marking", access=FIELD)
async def show(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[str]:
    row = await visit_for(request.user, visit)
    guard_marker(request.user, row)
    shown = await photo_of(OWNER, visit, photo)
    if shown["media_type"] == PDF or shown["withdrawn_at"] is not None:
        raise NotFound("这张照片不能标注。")
    return await _page(request, row, shown)


@post("/inspections/{visit:uuid}/photos/{photo:uuid}/marking", access=FIELD)
async def save(request: Request, visit: FromPath[UUID], photo: FromPath[UUID]) -> Response[Any]:
    form = MarkForm(await submitted(request))
    row = await visit_for(request.user, visit)
    try:
        owner = await owner_of(request.user, visit)
        kept = await mark(
            request.user, photo, owner, form.marks or "", form.base or 0, guard=_guard(request.user, visit)
        )
    except DomainError as error:
        if error.status not in (409, 422):
            raise
        shown = await photo_of(OWNER, visit, photo)
        more = {"marks": form.marks, "problem": error.sentence, "status": error.status}
        return await _page(request, row, shown, **more)
    said = "标注已保存，原图不变。" if kept["marked"] else "标注已清除，原图不变。"
    return flash(redirect(request, f"/inspections/{visit}"), said)


ROUTES = [show, save]
