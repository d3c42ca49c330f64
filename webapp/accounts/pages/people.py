"""人员: people of the own bureau and below, for administrators."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts import queries
from webapp.accounts.bureaus import staff
from webapp.accounts.forms import NewPersonForm, PeopleFilter, PersonForm
from webapp.accounts.pages.initial import initial_page, show_initial
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

CHOOSE = [("", "请选择")]


@get("/people", access=ADMINISTRATORS)
async def index(request: Request) -> Response[str]:
    everywhere = [("", "全部机构"), *await queries.bureau_options(request.user, active=False)]
    form = PeopleFilter(query(request), options={"bureau": everywhere})
    page = await queries.people(
        request.user,
        text=form.q,
        role=form.role,
        bureau=int(form.bureau) if form.bureau else None,
        active=form.active,
        after=form.after,
    )
    kept = {name: form.values[name] for name in ("q", "role", "bureau", "active") if form.values[name]}
    more = f"/people?{urlencode(kept | {'after': page.cursor})}" if page.cursor else ""
    return await render(request, "accounts/people.html", block="results", form=form, page=page, more=more)


@get("/people/new", access=ADMINISTRATORS)
async def new(request: Request) -> Response[str]:
    options = await choices(request)
    return await render(request, "accounts/person_new.html", form=NewPersonForm(options=options))


@post("/people/new", access=ADMINISTRATORS)
@once
async def create(request: Request) -> Response[Any]:
    form = NewPersonForm(await submitted(request), options=await choices(request))
    if form.valid:
        try:
            row, password = await staff.create_person(request.user, values_of(form))
        except (staff.Taken, staff.BadgeTaken) as error:
            form.refuse("username" if isinstance(error, staff.Taken) else "badge", error.sentence)
    if not form.valid:
        return await render(request, "accounts/person_new.html", form=form, status=422)
    return show_initial(redirect(request, f"/people/{row['id']}/initial"), request, row, password)


@get("/people/{pk:int}", access=ADMINISTRATORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    person = await queries.person_for(request.user, pk)
    form = PersonForm(initial=person, options=await choices(request, person))
    return await page_of(request, person, form)


async def page_of(
    request: Request, person: dict[str, Any], form: PersonForm, status: int = 200
) -> Response[str]:
    """Somebody's page with the form on it."""
    work = await staff.open_work(person["id"])
    same = await queries.same_badge(request.user, person)
    return await render(
        request, "accounts/person.html", person=person, form=form, work=work, same=same, status=status
    )


@post("/people/{pk:int}", access=ADMINISTRATORS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    person = await queries.person_for(request.user, pk)
    form = PersonForm(await submitted(request), options=await choices(request, person))
    if form.valid:
        try:
            await staff.edit_person(request.user, pk, values_of(form))
        except staff.BadgeTaken as error:
            form.refuse("badge", error.sentence)
    if not form.valid:
        return await page_of(request, person, form, 422)
    return flash(redirect(request, f"/people/{pk}"), "已保存。")


@post("/people/{pk:int}/disable", access=ADMINISTRATORS)
async def disable(request: Request, pk: FromPath[int]) -> Response[str]:
    await staff.set_active(request.user, pk, False)
    return flash(redirect(request, f"/people/{pk}"), "账号已停用，所有设备上的登录已退出。")


@post("/people/{pk:int}/enable", access=ADMINISTRATORS)
async def enable(request: Request, pk: FromPath[int]) -> Response[str]:
    await staff.set_active(request.user, pk, True)
    return flash(redirect(request, f"/people/{pk}"), "账号已启用。")


@post("/people/{pk:int}/reset", access=ADMINISTRATORS)
@once
async def reset(request: Request, pk: FromPath[int]) -> Response[Any]:
    row, password = await staff.reset_colleague(request.user, pk)
    return show_initial(redirect(request, f"/people/{pk}/initial"), request, row, password)


@get("/people/{pk:int}/initial", access=ADMINISTRATORS)
async def initial(request: Request, pk: FromPath[int]) -> Response[Any]:
    await queries.person_for(request.user, pk)
    return await initial_page(request, f"/people/{pk}")


async def choices(request: Request, person: dict[str, Any] | None = None) -> dict[str, list[tuple[str, str]]]:
    """The bureaus in use, and the one the person is in."""
    options = await queries.bureau_options(request.user)
    if person and str(person["bureau"]) not in dict(options):
        options.append((str(person["bureau"]), f"{person['bureau_name']}（已停用）"))
    return {"bureau": [*CHOOSE, *options]}


def values_of(form: PersonForm) -> dict[str, Any]:
    """What was filled in, with the bureau as a number."""
    return form.values | {"bureau": int(form.bureau)}


ROUTES = [index, new, create, show, edit, disable, enable, reset, initial]
