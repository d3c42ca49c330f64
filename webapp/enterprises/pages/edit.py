"""Creating and editing an enterprise."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.people import User
from webapp.areas.queries import names, resolve
from webapp.enterprises import verbs
from webapp.enterprises.forms import NONE, EnterpriseForm, industry_options
from webapp.enterprises.queries import (
    bureaus_within,
    enterprise_for,
    factor_choices,
    hazards_of,
    industry_choices,
)
from webapp.enterprises.queries.changes import changed_since
from webapp.enterprises.reference.choice import choice
from webapp.web import Request
from webapp.web.access import EDITORS
from webapp.web.forms import Options
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def _options(user: User) -> dict[str, Options]:
    return {
        "bureau": [("", "按所在地确定"), *await bureaus_within(user)],
        "industry": [NONE, *industry_options(await industry_choices())],
        "hazards": [(row["code"], row["name"]) for row in await factor_choices()],
    }


async def _page(request: Request, form: EnterpriseForm, status: int = 200, **context: Any) -> Response[str]:
    code = (await resolve(form["area"].value))[0] or ""
    return await render(
        request,
        "enterprises/edit.html",
        form=form,
        hazards=await choice(form["hazards"].value, form.typed_exposed),
        area_code=code or request.user.bureau_code.partition("Z")[0][:6],
        status=status,
        existing=getattr(form.refused, "enterprise", None),
        **{"pk": None, "theirs": [], **context},
    )


async def _checked(form: EnterpriseForm) -> dict[str, Any]:
    """The columns with the area's code; an area that is unknown is refused beside its field."""
    values = form.columns()
    if form.area:
        code, problem = await resolve(form.area)
        if problem:
            form.refuse("area", problem)
        values["area"] = code
    return values


@get("/enterprises/new", access=EDITORS)
async def new(request: Request) -> Response[str]:
    form = EnterpriseForm(
        initial={"status": "running", "name": request.query_params.get("name", "")[:200]},
        options=await _options(request.user),
    )
    return await _page(request, form)


@post("/enterprises", access=EDITORS)
@once
async def create(request: Request) -> Response[Any]:
    form = EnterpriseForm(await submitted(request), options=await _options(request.user))
    values = await _checked(form)
    if form.valid:
        with form.attempt():
            pk = await verbs.create_enterprise(request.user, values)
            return flash(redirect(request, f"/enterprises/{pk}"), "已建档，二维码已生成。")
    return await _page(request, form, form.refused_as)


@get("/enterprises/{pk:int}/edit", access=EDITORS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await enterprise_for(request.user, pk)
    hazards = (await hazards_of([pk]))[pk]
    full = (await names({row["area"]})).get(row["area"], "")
    form = EnterpriseForm(
        initial={**row, "area": f"{row['area']} {full}", "hazards": [hazard["code"] for hazard in hazards]},
        options=await _options(request.user),
    )
    form.typed_exposed = {
        hazard["code"]: "" if hazard["exposed"] is None else str(hazard["exposed"]) for hazard in hazards
    }
    return await _page(request, form, pk=pk)


@post("/enterprises/{pk:int}", access=EDITORS)
async def save(request: Request, pk: FromPath[int]) -> Response[Any]:
    await enterprise_for(request.user, pk)
    form = EnterpriseForm(await submitted(request), options=await _options(request.user))
    values = await _checked(form)
    if form.valid:
        with form.attempt():
            await verbs.edit_enterprise(request.user, pk, values, revision=form.revision)
            return flash(redirect(request, f"/enterprises/{pk}"), "已保存。")
    theirs: list[Any] = []
    if isinstance(form.refused, verbs.Changed):
        theirs, revision = await changed_since(request.user, pk, form.revision or 0)
        form.raw["revision"] = [str(revision)]
    return await _page(request, form, form.refused_as, pk=pk, theirs=theirs)


ROUTES = [new, create, edit, save]
