"""The list of visits."""

from urllib.parse import urlencode

from litestar import Response, get

from webapp.inspections import words
from webapp.inspections.forms_closing import VisitsForm
from webapp.inspections.listing import Wanted, how_many, inspectors, visits
from webapp.inspections.rules import Kind, Outcome
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.body import query
from webapp.web.templates import render

ANY = ("", "全部")
FILTERS = ("q", "state", "kind", "outcome", "inspector", "since", "until", "patrols")


def _address(asked: dict[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (asked | changes).items() if value}
    return "/inspections" + (f"?{urlencode(kept)}" if kept else "")


@get("/inspections", access=STAFF)
async def show(request: Request) -> Response[str]:
    user = request.user
    options = {
        "state": [ANY, *words.STATES.items()],
        "kind": [ANY, *Kind.choices()],
        "outcome": [ANY, *Outcome.choices()],
        "inspector": [ANY, *await inspectors(user)],
    }
    form = VisitsForm(query(request), options=options)
    wanted = Wanted(
        form.q,
        form.state,
        form.kind,
        form.outcome,
        int(form.inspector or 0),
        form.since,
        form.until,
        form.patrols,
    )
    asked = {name: str(form[name].value) for name in FILTERS if name not in form.problems}
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
    )  # fmt: skip


ROUTES = [show]
