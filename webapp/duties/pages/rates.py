"""六率: the rates of what a bureau supervises, and who is missing in each."""

from typing import Any

from litestar import Response, get, post

from webapp.clock import today
from webapp.duties import lists
from webapp.duties.forms import AreaForm
from webapp.duties.rules.rates import Rate, rates
from webapp.duties.verbs.keeping import freshen
from webapp.duties.verbs.reminding import remind, words
from webapp.enterprises.forms import ANY
from webapp.enterprises.lists.listing import areas_within
from webapp.errors import NotFound
from webapp.web import Request
from webapp.web.access import DESK, STAFF
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def _area(request: Request, data: Any) -> AreaForm:
    return AreaForm(data, options={"area": [ANY, *await areas_within(request.user)]})


async def board(request: Request) -> Response[str]:
    """The page /duties of a bureau."""
    await freshen()
    form, day = await _area(request, query(request)), today()
    counts = [(rate, await lists.counted(request.user, rate, day, form.area)) for rate in rates().values()]
    return await render(request, "duties/board.html", form=form, counts=counts, day=day)


def _rate(data: Any) -> Rate:
    code = (data.get("rate") or [""])[-1]
    if code not in rates():
        raise NotFound("没有这个率。")
    return rates()[code]


@get("/duties/missing", access=STAFF)
async def missing(request: Request) -> Response[str]:
    rate, day = _rate(query(request)), today()
    await freshen()
    form = await _area(request, query(request))
    page = await lists.lacking(request.user, rate, day, form.area, request.query_params.get("cursor"))
    count = await lists.counted(request.user, rate, day, form.area)
    more = f"{_place(rate, form)}&cursor={page.cursor}" if page.cursor else ""
    return await render(
        request, "duties/missing.html", block="rows", rate=rate, form=form, page=page, more=more, count=count,
        words=words(rate, day),
    )  # fmt: skip


def _place(rate: Rate, form: AreaForm) -> str:
    return f"/duties/missing?rate={rate.code}" + (f"&area={form.area}" if form.area else "")


@post("/duties/reminders", access=DESK)
async def reminders(request: Request) -> Response[Any]:
    data = await submitted(request)
    rate, form = _rate(data), await _area(request, data)
    if not form.valid:  # an area that is no more is not the whole of what is in reach
        return flash(redirect(request, _place(rate, form)), "没有提醒：请重新选择地区。", "error")
    sent, without, more = await remind(request.user, rate, today(), form.area)
    said = f"已提醒 {sent} 家。" + (f"{without} 家没有账号，请复制文字用微信发。" if without else "")
    said += "名单很长，只提醒了前 500 家；请按地区分次提醒。" if more else ""
    return flash(redirect(request, _place(rate, form)), said)


ROUTES = [missing, reminders]
