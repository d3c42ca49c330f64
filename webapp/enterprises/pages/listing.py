"""The list of enterprises: search, filters, paging."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists import listing
from webapp.enterprises.lists.selecting import ACTS, MOST_TICKED
from webapp.enterprises.rules.wording import label
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.forms.body import query
from webapp.web.forms.ticks import open_to
from webapp.web.shown.htmx import wants_fragment
from webapp.web.templates import render

QUICK = [("有未销号", "open", "true"), ("严重", "severity", "severe"), ("停产", "status", "stopped")]


def filter_fields(form: SearchForm) -> list[tuple[str, Any]]:
    """The filter as it was asked for, name and value, for a form that hands it on."""
    return [
        (name, form[name].value) for name in form.fields if form[name].value and name not in form.problems
    ]


def address(form: SearchForm, **changes: str) -> str:
    """The address of the list with other filters."""
    chosen = {name: value for name, value in {**dict(filter_fields(form)), **changes}.items() if value}
    return "/enterprises" + (f"?{urlencode(chosen)}" if chosen else "")


def chips(form: SearchForm) -> list[tuple[str, str, bool]]:
    """(address, words, active): quick filters, then every other one that is set, to take it away."""
    quick = [(address(form, **{name: "" if form[name].value == value else value}), words, form[name].value == value)
             for words, name, value in QUICK]  # fmt: skip
    shown = {(name, value) for _, name, value in QUICK}
    for name in form.fields:
        value = form[name].value
        if name in {"q", "sort", "open"} or not isinstance(value, str) or not value or name in form.problems:
            continue
        if (name, value) not in shown:
            words = dict(form.options[name]).get(value, value).strip()
            quick.append((address(form, **{name: ""}), f"{form[name].label}：{words}", True))
    return quick


@get("/enterprises", access=STAFF)
async def show(request: Request) -> Response[str]:
    form = await listing.search_form(request.user, query(request))
    cursor = request.query_params.get("cursor")
    page = await listing.search(request.user, form, cursor)
    more = address(form, cursor=page.cursor) if page.cursor else None
    rows_only = bool(cursor) and wants_fragment(request)
    return await render(
        request,
        "enterprises/list.html",
        block="rows" if rows_only else "results",
        form=form,
        page=page,
        more=more,
        chips=chips(form),
        found="" if rows_only else await listing.count(request.user, form),
        narrowed=address(form, sort="") != "/enterprises",
        label=label,
        acts=open_to(request.user, ACTS),
        most_ticked=MOST_TICKED,
        filter_fields=filter_fields(form),
    )


ROUTES = [show]
