"""监管机构: the tree of bureaus and their areas, for administrators."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts import queries
from webapp.accounts.bureaus import territory
from webapp.accounts.bureaus import verbs as bureaus
from webapp.accounts.forms import BureauForm, NewBureauForm
from webapp.accounts.rules import BUREAU_KINDS
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

WHERE: dict[type, str] = {bureaus.BadCode: "code", bureaus.BadParent: "parent", bureaus.BadName: "name"}


@get("/bureaus", access=ADMINISTRATORS)
async def index(request: Request) -> Response[str]:
    rows = await queries.bureaus(request.user)
    return await render(request, "accounts/bureaus.html", bureaus=rows, kinds=BUREAU_KINDS)


@get("/bureaus/new", access=ADMINISTRATORS)
async def new(request: Request) -> Response[str]:
    form = NewBureauForm(options=await choices(request))
    return await render(request, "accounts/bureau_new.html", form=form)


@post("/bureaus/new", access=ADMINISTRATORS)
@once
async def create(request: Request) -> Response[str]:
    form = NewBureauForm(await submitted(request), options=await choices(request))
    if form.valid:
        with form.attempt(lambda error: WHERE.get(type(error), "")):
            pk = await bureaus.create_bureau(request.user, values_of(form))
            return flash(redirect(request, f"/bureaus/{pk}"), "机构已建立。")
    return await render(request, "accounts/bureau_new.html", form=form, status=form.refused_as)


@get("/bureaus/{pk:int}", access=ADMINISTRATORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    bureau = await queries.bureau_for(request.user, pk)
    return await page_of(request, bureau, BureauForm(initial=bureau, options=await choices(request, bureau)))


async def page_of(
    request: Request, bureau: dict[str, Any], form: BureauForm, status: int = 200, **more: Any
) -> Response[str]:
    """A bureau's page: its form, its areas, what a search for areas found."""
    sought = " ".join(query(request).get("area", [""])[-1].split())[:40]
    return await render(
        request,
        "accounts/bureau.html",
        bureau=bureau,
        form=form,
        kinds=BUREAU_KINDS,
        above=await queries.name_of(bureau["parent"]),
        parents=await queries.parent_options(request.user, bureau),
        areas=await territory.areas_of(bureau["id"]),
        most=territory.MOST_PARTS,
        sought=sought,
        found=await territory.find_areas(request.user, bureau["id"], sought) if sought else [],
        status=status,
        **({"moving": None} | more),
    )


@post("/bureaus/{pk:int}", access=ADMINISTRATORS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    bureau = await queries.bureau_for(request.user, pk)
    form = BureauForm(await submitted(request), options=await choices(request, bureau))
    if form.valid:
        with form.attempt(lambda error: WHERE.get(type(error), "authority")):
            await bureaus.edit_bureau(request.user, pk, values_of(form))
            return flash(redirect(request, f"/bureaus/{pk}"), "已保存。")
    return await page_of(request, bureau, form, form.refused_as)


@post("/bureaus/{pk:int}/parent", access=ADMINISTRATORS)
async def move(request: Request, pk: FromPath[int]) -> Response[str]:
    bureau = await queries.bureau_for(request.user, pk)
    wanted = one(await submitted(request), "parent")
    await bureaus.move_bureau(request.user, pk, int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0)
    return flash(redirect(request, f"/bureaus/{pk}"), f"{bureau['name']}的上级已调整。")


@post("/bureaus/{pk:int}/disable", access=ADMINISTRATORS)
async def disable(request: Request, pk: FromPath[int]) -> Response[str]:
    await bureaus.set_bureau_active(request.user, pk, False)
    return flash(redirect(request, f"/bureaus/{pk}"), "机构已停用，辖区已空出。")


@post("/bureaus/{pk:int}/enable", access=ADMINISTRATORS)
async def enable(request: Request, pk: FromPath[int]) -> Response[str]:
    await bureaus.set_bureau_active(request.user, pk, True)
    return flash(redirect(request, f"/bureaus/{pk}"), "机构已启用。")


def one(sent: dict[str, Any], name: str) -> str:
    """The last value of a field; "" for none."""
    value = sent.get(name, "")
    value = value[-1] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


async def choices(request: Request, bureau: dict[str, Any] | None = None) -> dict[str, list[tuple[str, str]]]:
    """Deciding authorities: the bureaus in reach, and the one that is set already."""
    options = await queries.bureau_options(request.user)
    parents = list(options)
    if bureau and bureau["authority"] and str(bureau["authority"]) not in dict(options):
        options.append((str(bureau["authority"]), "现在的决定机关"))
    return {
        "authority": [("", "自己就是决定机关"), *options],
        "parent": [("", "按代码确定（最近的上级）"), *parents],
    }


def values_of(form: BureauForm) -> dict[str, Any]:
    """What was filled in, with other bureaus as a number or None."""
    numbers = {name: int(form.values[name]) for name in ("authority", "parent") if form.values.get(name)}
    return form.values | {"authority": None, "parent": None} | numbers


ROUTES = [index, new, create, show, edit, move, disable, enable]
