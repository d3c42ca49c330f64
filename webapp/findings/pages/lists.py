"""The list of findings: by urgency for an enterprise, by chips for a bureau."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from webapp.db.sql.counting import shown
from webapp.findings.forms import ListForm
from webapp.findings.lists import employer as own
from webapp.findings.lists import listing
from webapp.findings.lists.listing import Filter
from webapp.findings.pages import reviews
from webapp.findings.views.gallery import covers
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import query
from webapp.web.forms.ticks import open_to
from webapp.web.templates import render


@get("/findings", access=SIGNED_IN)
async def findings(request: Request) -> Response[str]:
    form = ListForm(query(request))
    return await (_own(request, form) if request.user.employer else _of_bureau(request, form))


async def _own(request: Request, form: ListForm) -> Response[str]:
    page = await own.own_ended(request.user, form.cursor) if form.ended else None
    rows = page.rows if page else await own.own_live(request.user)
    more = f"/findings?{urlencode({'ended': 1, 'cursor': page.cursor})}" if page and page.cursor else ""
    context: dict[str, Any] = {
        "rows": rows,
        "covers": await covers(rows),
        "ended": bool(form.ended),
        "more": more,
    }
    return await render(request, "findings/own.html", block="results" if form.cursor else None, **context)


async def _of_bureau(request: Request, form: ListForm) -> Response[str]:
    user = request.user
    which = Filter(form.filter) if form.filter in set(Filter) else listing.default_filter(user)
    base = await listing.within(user, form.q, bool(form.mine), form.enterprise)
    page = await listing.page(user, which, base, form.cursor)
    kept = {"q": form.q, "mine": form.mine, "enterprise": form.enterprise or ""}

    def address(**changes: object) -> str:
        values = {"filter": which.value, **kept, **changes}
        return f"/findings?{urlencode({name: value for name, value in values.items() if value})}"

    counted = await listing.counts(user, base)
    context: dict[str, Any] = {
        "form": form,
        "which": which,
        "chips": [(address(filter=chip.value), chip, shown(count)) for chip, count in counted.items()],
        "found": shown(counted[which]),
        "mine_href": address(mine="" if form.mine else "1"),
        "page": page,
        "more": address(cursor=page.cursor) if page.cursor else "",
        "covers": await covers(page.rows),
        "acts": open_to(user, reviews.ACTS) if user.may_inspect else {},
        "filter_fields": [(name, value) for name, value in {"filter": which.value, **kept}.items() if value],
        "most_ticked": reviews.MOST_TICKED,
    }
    return await render(request, "findings/list.html", block="rows" if form.cursor else "results", **context)


ROUTES = [findings]
