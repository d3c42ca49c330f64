"""The list of visits."""

from urllib.parse import urlencode

from litestar import Response, get

from webapp.inspections.lists.asking import asked_for, asked_in
from webapp.inspections.lists.listing import how_many, visits
from webapp.inspections.views import words
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.forms.body import query
from webapp.web.templates import render


def _address(asked: dict[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (asked | changes).items() if value}
    return "/inspections" + (f"?{urlencode(kept)}" if kept else "")


@get("/inspections", access=STAFF)
async def show(request: Request) -> Response[str]:
    user = request.user
    form, wanted = await asked_for(user, query(request))
    asked = asked_in(form)
    page = await visits(user, wanted, form.cursor)
    chips = [("全部", _address(asked, state="", patrols=""), not (form.state or form.patrols))]
    chips += [
        (label, _address(asked, state=value, patrols=""), form.state == value)
        for value, label in words.STATES.items()
    ]
    chips.append(("待处理的巡查", _address(asked, state="", patrols="true"), form.patrols))
    return await render(
        request, "inspections/list.html", block="rows" if form.cursor else "results", form=form, page=page,
        total=await how_many(user, wanted), chips=chips, words=words, filtered=any(asked.values()),
        more=_address(asked, cursor=page.cursor) if page.cursor else "", status=422 if form.problems else 200,
        asked=[(name, value) for name, value in asked.items() if value],
    )  # fmt: skip


ROUTES = [show]
