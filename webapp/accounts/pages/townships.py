"""行政区划: what changed in the own land, and adding a township by hand."""

import re
import unicodedata

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.bureaus import townships
from webapp.web import Request
from webapp.web.access import ADMINISTRATORS
from webapp.web.forms import Choice, Form, Options, Text
from webapp.web.forms.body import submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def township(text: str) -> str:
    """A field's parse: nine digits, of twelve (the last three are villages') the first nine."""
    code = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not re.fullmatch(r"\d{9}(000)?", code, re.ASCII):
        raise ValueError("乡镇（街道）的区划代码是 9 位数字，例如 341702100。")
    return code[:9]


class TownshipForm(Form):
    parent = Choice("所属县（市、区）", required=True)
    code = Text(
        "区划代码", required=True, max=20, parse=township, inputmode="numeric", autocomplete="off",
        hint="9 位数字，前 6 位是县（市、区）的代码；12 位的统计代码也可以",
    )  # fmt: skip
    name = Text("名称", required=True, max=60, hint="例如：梅村镇", autocomplete="off")


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
