"""One version: seen by section, its frame and scoring while it is a draft, published, discarded."""

import json
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists import queries, verbs
from webapp.checklists.forms import DetailsForm, ScoringForm, base_of
from webapp.checklists.rows import methods, sections, wording
from webapp.checklists.rules.modes import mode_words
from webapp.checklists.verbs.publishing import DETAILS
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import STAFF, STEWARDS
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import is_htmx, redirect
from webapp.web.templates import render

Where = FromPath[int]


def address(pk: int, version: int) -> str:
    return f"/checklists/{pk}/versions/{version}"


async def page(
    request: Request,
    pk: int,
    version: int,
    *,
    details: DetailsForm | None = None,
    scoring: ScoringForm | None = None,
    block: str | None = None,
    status: int = 200,
    saved: bool = False,
) -> Response[str]:
    """A version with its items; forms that were refused are shown as they were typed, with the mark of what is stored."""
    row = await queries.version_for(request.user, pk, version)
    frame = {name: row[name] for name in DETAILS}
    details = details or DetailsForm(initial=frame)
    scoring = scoring or ScoringForm.of(row["rule"], "")
    marks = {
        "details": base_of(details, frame, status),
        "scoring": base_of(scoring, json.loads(row["scoring"]), status),
    }
    items: list[dict[str, Any]] = await queries.items_of(version, row["published_at"])
    return await render(
        request,
        "checklists/version.html",
        block=block,
        status=status,
        row=row,
        rule=row["rule"],
        count=len(items),
        sections=sections(items),
        violations=await queries.violations(),
        methods=methods,
        wording=wording,
        mode_words=mode_words,
        marks=marks,
        here=address(pk, version),
        editable=row["state"] == "draft",
        details=details,
        scoring=scoring,
        saved=saved,
    )


@get("/checklists/{pk:int}/versions/{version:int}", access=STAFF)
async def show(request: Request, pk: Where, version: Where) -> Response[str]:
    return await page(request, pk, version)


@post("/checklists/{pk:int}/versions", access=STEWARDS)
@once
async def create(request: Request, pk: Where) -> Response[str]:
    old = (await queries.series_of(request.user, pk)).published
    if old is None:
        raise Conflict("还没有已发布的版本可作底稿，请直接修改草稿。")
    version = await verbs.new_version(request.user, old["id"])
    return flash(redirect(request, address(pk, version)), f"已以第 {old['number']} 版为底稿建立草稿。")


@post("/checklists/{pk:int}/versions/{version:int}/copy", access=STEWARDS)
@once
async def copy(request: Request, pk: Where, version: Where) -> Response[str]:
    old = await queries.version_for(request.user, pk, version)
    made = await verbs.new_version(request.user, version)
    return flash(redirect(request, address(pk, made)), f"已以第 {old['number']} 版为底稿建立草稿。")


@post("/checklists/{pk:int}/versions/{version:int}/details", access=STEWARDS)
async def details(request: Request, pk: Where, version: Where) -> Response[str]:
    await queries.version_for(request.user, pk, version)
    form = DetailsForm(await submitted(request))
    status = 422
    if form.valid:
        try:
            await verbs.edit_details(
                request.user,
                version,
                source=form.source,
                verified=form.verified,
                effective_on=form.effective_on,
                base=form.base,
            )
        except Conflict as error:
            form.refuse("", error.sentence)
            status = error.status
    if not form.valid:
        return await page(request, pk, version, details=form, block="details", status=status)
    if is_htmx(request):
        return await page(request, pk, version, block="details", saved=True)
    return flash(redirect(request, address(pk, version)), "来源和生效日期已保存。")


@post("/checklists/{pk:int}/versions/{version:int}/scoring", access=STEWARDS)
async def scoring(request: Request, pk: Where, version: Where) -> Response[str]:
    await queries.version_for(request.user, pk, version)
    form = ScoringForm(await submitted(request))
    status = 422
    if form.valid and form.rule:
        try:
            await verbs.edit_scoring(request.user, version, form.rule, base=form.base)
        except Conflict as error:
            form.refuse("", error.sentence)
            status = error.status
    if not form.valid:
        return await page(request, pk, version, scoring=form, block="scoring", status=status)
    if is_htmx(request):
        return await page(request, pk, version, block="scoring", saved=True)
    return flash(redirect(request, address(pk, version)), "评分规则已保存。")


@post("/checklists/{pk:int}/versions/{version:int}/publication", access=STEWARDS)
async def publish(request: Request, pk: Where, version: Where) -> Response[str]:
    await queries.version_for(request.user, pk, version)
    await verbs.publish(request.user, version)
    return flash(redirect(request, address(pk, version)), "已发布。以后不能再修改，只能建立新版本。")


@post("/checklists/{pk:int}/versions/{version:int}/discard", access=STEWARDS)
async def discard(request: Request, pk: Where, version: Where) -> Response[str]:
    await queries.version_for(request.user, pk, version)
    await verbs.discard(request.user, version)
    return flash(redirect(request, "/checklists"), "草稿已丢弃。")


ROUTES = [show, create, copy, details, scoring, publish, discard]
