"""行政区划: what changed in the own land, and adding a township by hand."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts import townships
from webapp.accounts.forms import TownshipForm
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.body import submitted
from webapp.web.flash import flash
from webapp.web.forms import Options
from webapp.web.htmx import redirect
from webapp.web.once import once
from webapp.web.templates import render

WHERE: dict[type, str] = {townships.BadCode: "code", townships.BadName: "name"}


async def options(request: Request) -> dict[str, Options]:
    rows = await townships.counties(request.user)
    found = [(row["code"], f"{row['full_name']}（{row['code']}）") for row in rows]
    return {"parent": found if len(found) == 1 else [("", "请选择"), *found]}


async def page(request: Request, form: TownshipForm, status: int = 200) -> Response[str]:
    rows = await townships.changed(request.user)
    return await render(request, "accounts/townships.html", rows=rows, form=form, status=status)


@get("/areas", access=ADMINISTRATORS)
async def show(request: Request) -> Response[str]:
    return await page(request, TownshipForm(options=await options(request)))


@post("/areas", access=ADMINISTRATORS)
@once
async def add(request: Request) -> Response[str]:
    form = TownshipForm(await submitted(request), options=await options(request))
    if form.valid:
        try:
            await townships.add(request.user, form.parent, form.code, form.name)
        except (townships.BadCode, townships.BadName) as error:
            form.refuse(WHERE[type(error)], error.sentence)
    if not form.valid:
        return await page(request, form, 422)
    return flash(redirect(request, "/areas"), f"{form.name}已加入，登记用人单位时可以选择。")


@post("/areas/{code:str}/removal", access=ADMINISTRATORS)
async def remove(request: Request, code: FromPath[str]) -> Response[str]:
    await townships.remove(request.user, code)
    return flash(redirect(request, "/areas"), "已删除。")


ROUTES = [show, add, remove]
