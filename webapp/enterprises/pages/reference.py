"""Reference data that bureaus correct: hazard factors, and the signs and equipment that groups of hazards demand."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists.forms import base_of
from webapp.checklists.rows import mark_of
from webapp.enterprises.reference import queries, verbs
from webapp.enterprises.reference.forms import FactorForm, FactorSearch, SignGroupForm
from webapp.enterprises.reference.rules import names_in
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import STEWARDS
from webapp.web.forms import Form
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.shown.signs import signs
from webapp.web.templates import render

HAZARDS = "/reference/hazards"
SIGNS = "/reference/signs"


@get("/reference", access=STEWARDS)
async def index(request: Request) -> Response[str]:
    return await render(request, "enterprises/reference.html")


@get(HAZARDS, access=STEWARDS)
async def factors(request: Request) -> Response[str]:
    form = FactorSearch(query(request))
    rows = await queries.factors_like(form.q)
    return await render(request, "enterprises/factors.html", block="results", form=form, rows=rows)


async def options() -> dict[str, Any]:
    groups = await queries.all_sign_groups()
    return {"sign_groups": [(row["code"], row["situation"]) for row in groups]}


async def factor_page(
    request: Request, form: FactorForm, row: dict[str, Any] | None, status: int = 200
) -> Response[str]:
    return await render(
        request,
        "enterprises/factor.html",
        form=form,
        row=row,
        mark=base_of(form, row, status) if row else "",
        status=status,
    )


@get(HAZARDS + "/new", access=STEWARDS)
async def new_factor(request: Request) -> Response[str]:
    return await factor_page(request, FactorForm(options=await options()), None)


@post(HAZARDS, access=STEWARDS)
@once
async def add_factor(request: Request) -> Response[str]:
    form = FactorForm(await submitted(request), options=await options())
    if form.valid:
        try:
            await verbs.add_factor(request.user, form.code, values_of(form))
            return flash(redirect(request, HAZARDS), f"{form.name}已添加。")
        except Conflict as error:
            form.refuse("code", error.sentence)
    return await factor_page(request, form, None, 422)


@get(HAZARDS + "/{code:str}", access=STEWARDS)
async def show_factor(request: Request, code: FromPath[str]) -> Response[str]:
    row = await queries.factor_of(code)
    initial = row | {"sign_groups": row["sign_groups"].split("+")}
    return await factor_page(request, FactorForm(initial=initial, options=await options()), row)


@post(HAZARDS + "/{code:str}", access=STEWARDS)
async def edit_factor(request: Request, code: FromPath[str]) -> Response[str]:
    row = await queries.factor_of(code)
    form = FactorForm({**await submitted(request), "code": [code]}, options=await options())
    status = 422
    if form.valid:
        try:
            await verbs.edit_factor(request.user, code, values_of(form), unchanged=unchanged(form))
        except Conflict as error:
            form.refuse("", error.sentence)
            status, row = error.status, await queries.factor_of(code)
    if not form.valid:
        return await factor_page(request, form, row, status)
    return flash(redirect(request, HAZARDS), f"{form.name}已保存。")


def values_of(form: FactorForm) -> dict[str, Any]:
    """The columns of a factor."""
    values = {name: form.values[name] for name in ("name", "category", "cas", "severe")}
    return values | {"sign_groups": "+".join(form.sign_groups)}


def unchanged(form: Form) -> Callable[[dict[str, Any]], bool]:
    """Whether a row is what the form showed; a form without a mark asks for nothing."""
    base = form.values["base"]
    return lambda row: not base or base == mark_of(row)


@get(SIGNS, access=STEWARDS)
async def groups(request: Request) -> Response[str]:
    rows = await queries.all_sign_groups()
    return await render(request, "enterprises/sign_groups.html", rows=rows, names=drawn)


def drawn(*texts: str) -> list[str]:
    """The pictograms that texts of signs name."""
    return [name for text in texts for name in names_in(text) if name in signs()]


async def group_page(
    request: Request, form: SignGroupForm, row: dict[str, Any], status: int = 200
) -> Response[str]:
    """The form with the pictograms of what is typed in it."""
    typed = [str(form[name].value) for name in ("warning_signs", "mandatory_signs")]
    return await render(
        request,
        "enterprises/sign_group.html",
        form=form,
        row=row,
        mark=base_of(form, row, status),
        preview=drawn(*typed),
        status=status,
    )


@get(SIGNS + "/{code:str}", access=STEWARDS)
async def show_group(request: Request, code: FromPath[str]) -> Response[str]:
    row = await queries.sign_group_of(code)
    return await group_page(request, SignGroupForm(initial=row), row)


@post(SIGNS + "/{code:str}/preview", access=STEWARDS)
async def preview_group(request: Request, code: FromPath[str]) -> Response[str]:
    form = SignGroupForm(await submitted(request))
    return await group_page(request, form, await queries.sign_group_of(code), 200 if form.valid else 422)


@post(SIGNS + "/{code:str}", access=STEWARDS)
async def edit_group(request: Request, code: FromPath[str]) -> Response[str]:
    row = await queries.sign_group_of(code)
    form = SignGroupForm(await submitted(request))
    status = 422
    if form.valid:
        values = {name: form.values[name] for name in form.fields if name != "base"}
        try:
            await verbs.edit_sign_group(request.user, code, values, unchanged=unchanged(form))
        except Conflict as error:
            form.refuse("", error.sentence)
            status, row = error.status, await queries.sign_group_of(code)
    if not form.valid:
        return await group_page(request, form, row, status)
    return flash(redirect(request, SIGNS), "已保存。")


ROUTES = [
    index,
    factors,
    new_factor,
    add_factor,
    show_factor,
    edit_factor,
    groups,
    show_group,
    preview_group,
    edit_group,
]
