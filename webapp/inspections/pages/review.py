"""Review and submission."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.errors import Conflict
from webapp.inspections.forms.closing import ReviewForm, manifest_photos
from webapp.inspections.queries.visits import may_write, visit_for
from webapp.inspections.receipts.sealing import as_json
from webapp.inspections.rules import Outcome, kind_of
from webapp.inspections.rules.missing import Gap, Missing
from webapp.inspections.verbs.submission import PhotosMissing, StillOpen, Submitted, keep_closing, submit
from webapp.inspections.views import words
from webapp.inspections.views.reviewing import Review, review_of
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect, wants_json
from webapp.web.templates import render

HERE = ("companion", "conclusion", "showed_badge", "told_rights", "ended_at")


def place(inspection: UUID, missing: Missing, review: Review) -> str:
    """Where to mend it: a field of this page, or a place in the form."""
    if missing.kind is Gap.VISIT:
        here = missing.where in HERE
        return f"#f-{missing.where}" if here else f"/inspections/{inspection}#visit-{quote(missing.where)}"
    where = missing.where
    if where in review.slots:
        kind, where = "slot", str(review.slots[where])
    elif where in review.codes and missing.kind is not Gap.RECHECK:
        kind = "item"
    else:
        kind = "recheck" if where.isdigit() else "finding"
    return f"/inspections/{inspection}#{kind}-{quote(where)}"


async def _page(
    request: Request, pk: UUID, form: ReviewForm | None = None, *, status: int = 200, sentence: str = ""
) -> Response[str]:
    review = await review_of(await visit_for(request.user, pk))
    if not may_write(request.user, review.visit):
        return redirect(request, f"/inspections/{pk}")
    missing = [one for one in review.missing if form or one.where not in HERE]
    form = form or ReviewForm(initial=review.initial)
    if form.derived:  # as it follows from the record now
        form.raw["conclusion"] = [review.proposal]
    return await render(
        request, "inspections/review.html", status=status, review=review, visit=review.visit, kind=kind_of(review.visit["kind"]), sentence=sentence, words=words,
        form=form, fields=form.shown(review.visit["outcome"] == Outcome.INSPECTED.value), missing=[(one, place(pk, one, review)) for one in missing],
        unanswered=[one.where for one in missing if one.kind is Gap.ANSWER],
    )  # fmt: skip


@get("/inspections/{pk:uuid}/review", access=FIELD)
async def show(request: Request, pk: FromPath[UUID]) -> Response[str]:
    return await _page(request, pk)


@post("/inspections/{pk:uuid}/submission", access=FIELD)
async def submission(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    json = wants_json(request) or request.headers.get("content-type", "").startswith("application/json")
    await visit_for(request.user, pk)
    data = await submitted(request)
    form = ReviewForm(data)
    photos = manifest_photos(data)
    if not form.valid:
        if json:
            return Response({"error": form.errors[0][2], "fields": form.problems}, status_code=422)
        return await _page(request, pk, form, status=422)
    await keep_closing(request.user, pk, form.closing())
    try:
        done = await submit(
            request.user,
            pk,
            photos=photos,
            answers=form.answers,
            no_access=form.closed_gate,
            ended=form.ended_at,
            derived=form.derived,
        )
    except StillOpen as error:
        if not json:
            return await _page(request, pk, form, status=422, sentence=error.sentence)
        still = [{"kind": one.kind.value, "where": one.where, "sentence": one.sentence} for one in error.open]
        return Response({"error": error.sentence, "open": still}, status_code=422)
    except Conflict as error:
        if not json:
            return await _page(request, pk, form, status=409, sentence=error.sentence)
        missing = [str(photo) for photo in error.photos] if isinstance(error, PhotosMissing) else []
        about = {"about": error.about} if error.about else {}
        return Response({"error": error.sentence, "missing": missing, **about}, status_code=409)
    return _done(request, pk, done, json)


def _done(request: Request, pk: UUID, done: Submitted, json: bool) -> Response[Any]:
    response: Response[Any]
    if json:
        response = Response(as_json(done.receipt), status_code=201 if done.created else 200)
    else:
        response = redirect(request, f"/inspections/{pk}/receipt")
    response = flash(response, "检查已提交，回执已生成。")
    if entry := request.headers.get("x-entry"):
        response.headers["X-Entry-Stored"] = entry[:64]
    return response


ROUTES = [show, submission]
