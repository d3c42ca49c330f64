"""What was ticked in the list of enterprises goes to the page of the act; activation codes have theirs here."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Response, get, post

from webapp.enterprises.forms import CodesForm
from webapp.enterprises.lists import codes
from webapp.enterprises.lists.listing import search_form
from webapp.enterprises.lists.selecting import ACTS, MOST_TICKED, chosen
from webapp.errors import DomainError
from webapp.settings import settings
from webapp.web import Request
from webapp.web.access import EDITORS
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.once import once
from webapp.web.forms.ticks import Act, act_of, ids_in, left_out, ticked
from webapp.web.middleware.authentication import keep_browser, trace_of
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.shown.qr import qr_svg
from webapp.web.templates import render


@post("/enterprises/selection", access=EDITORS)
async def act(request: Request) -> Response[Any]:
    data = await submitted(request)
    chosen_act = act_of(request.user, ACTS, data)
    form = await search_form(request.user, data)
    found = await chosen(request.user, ticked(data, MOST_TICKED), form, chosen_act)
    words = left_out(found.left, "家")
    if not found.rows:
        return flash(redirect(request, "/enterprises"), words or "没有符合条件的用人单位。", "warning")
    answer = redirect(request, chosen_act.leads([row["id"] for row in found.rows]))
    return flash(answer, f"带入 {len(found.rows)} 家。{words}", "warning" if words else "info")


@get("/enterprises/codes", access=EDITORS)
async def before_codes(request: Request) -> Response[str]:
    data = query(request)
    return await page(request, ids_in(listed(data, "enterprise"), codes.MOST), CodesForm(data))


async def page(request: Request, ids: tuple[int, ...], form: CodesForm, status: int = 200) -> Response[str]:
    """Who gets a code and who does not, before any is issued."""
    found = await codes.recipients(request.user, ids, again=form.again)
    return await render(
        request, "enterprises/codes.html", status=status, ids=ids, rows=found.rows, form=form,
        left=left_out(found.left, "家"), most=codes.MOST,
    )  # fmt: skip


@post("/enterprises/codes", access=EDITORS)
@once
async def issue_codes(request: Request) -> Response[Any]:
    data = await submitted(request)
    form, ids = CodesForm(data), ids_in(listed(data, "enterprise"), codes.MOST)
    if not form.valid:
        return await page(request, ids, form, 422)
    trace = trace_of(request)
    try:
        rows, left = await codes.issue_all(request.user, ids, again=form.again, note=form.note, trace=trace)
    except DomainError as error:
        form.refuse("", error.sentence)
        return await page(request, ids, form, error.status)
    for row in rows:
        row["link"] = f"{settings().base_url}/activate?code={quote(row['code'])}"
        row["qr"] = qr_svg(row["link"], f"{row['name']}的激活二维码")
    answer = await render(request, "enterprises/codes_issued.html", rows=rows, left=left_out(left, "家"))
    return keep_browser(answer, request)


def with_ids(path: str) -> Any:
    """The address of a page that takes enterprises by their ids."""
    return lambda ids: f"{path}?{urlencode({'enterprise': list(ids)}, True)}"


ACTS["codes"] = Act("发激活码", "key", EDITORS, codes.MOST, with_ids("/enterprises/codes"))
ROUTES = [act, before_codes, issue_codes]
