"""应检名单: the list page by page, additions and removals, the spreadsheet."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.campaigns import queries
from webapp.campaigns.forms import AdditionForm, ReasonForm
from webapp.campaigns.queries import coverage
from webapp.campaigns.queries.coverage import Asked
from webapp.campaigns.queries.exporting import workbook
from webapp.campaigns.verbs import locking
from webapp.campaigns.words import Origin, Standing
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import search
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.ticks import ids_in
from webapp.web.sheets.write import XLSX
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

FOUND = 20


def asked_in(given: dict[str, list[str]]) -> Asked:
    """What of the list was asked for; what is unusable counts as not asked for."""
    last = {name: (given.get(name) or [""])[-1] for name in ("standing", "bureau", "town")}
    standing = Standing(last["standing"]) if last["standing"] in {one.value for one in Standing} else None
    town = last["town"] if last["town"].isdigit() and len(last["town"]) <= 12 else ""
    return Asked(standing, next(iter(ids_in([last["bureau"]], 1)), 0), town)


def _address(pk: int, asked: Asked, standing: Standing | None, cursor: str = "") -> str:
    pairs = {
        "standing": standing.value if standing else "", "bureau": str(asked.bureau or ""), "town": asked.town,
        "cursor": cursor,
    }  # fmt: skip
    return f"/campaigns/{pk}/enterprises?{urlencode({name: one for name, one in pairs.items() if one})}"


@get("/campaigns/{pk:int}/enterprises", access=EDITORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk)


async def page(
    request: Request, pk: int, *, addition: AdditionForm | None = None, removal: ReasonForm | None = None,
    entry: int = 0, words: str = "", status: int = 200,
) -> Response[str]:  # fmt: skip
    """A page of the list; `entry`: the one that is to be removed."""
    row = await queries.campaign_for(request.user, pk)
    given = query(request)
    asked = asked_in(given)
    found = await coverage.enterprises(request.user, row, asked, (given.get("cursor") or [""])[-1])
    chips = [("全部", _address(pk, asked, None), asked.standing is None)]
    chips += [(one.label, _address(pk, asked, one), asked.standing is one) for one in Standing]
    words = words or (given.get("q") or [""])[-1][:100]
    return await render(
        request, "campaigns/enterprises.html", row=row, rows=found.rows, chips=chips, origins=dict(Origin.choices()),
        more=_address(pk, asked, asked.standing, found.cursor) if found.cursor else "", block="entries",
        export=_address(pk, asked, asked.standing).replace("/enterprises", "/enterprises.xlsx"), words=words,
        addition=addition or AdditionForm(options=await _options(request, words)), removal=removal or ReasonForm(),
        entry=entry or next(iter(ids_in([(given.get("remove") or [""])[-1]], 1)), 0), status=status,
        changes=row["mine"] and row["state"] in locking.RUNNING_STATES and request.user.role == "supervisor",
    )  # fmt: skip


async def _options(request: Request, words: str, chosen: str = "") -> dict[str, Any]:
    rows = (await search(request.user, SearchForm({"q": [words]}), size=FOUND)).rows if words else []
    found = [(str(one["id"]), one["name"]) for one in rows]
    if ids_in([chosen], 1) and chosen not in dict(found):
        found.append((chosen, "已选的用人单位"))
    return {"enterprise": found}


@post("/campaigns/{pk:int}/additions", access=SUPERVISORS)
async def add(request: Request, pk: FromPath[int]) -> Response[str]:
    data = await submitted(request)
    chosen = next(iter(map(str, listed(data, "enterprise"))), "")[:12]
    form = AdditionForm(data, options=await _options(request, "", chosen))
    if form.valid:
        with form.attempt("enterprise"):
            name = await locking.add(request.user, pk, int(form.enterprise), form.reason)
            return flash(redirect(request, f"/campaigns/{pk}/enterprises"), f"{name}已追加到应检名单。")
    return await page(request, pk, addition=form, status=form.refused_as)


@post("/campaigns/{pk:int}/enterprises/{entry:int}/removal", access=SUPERVISORS)
async def remove(request: Request, pk: FromPath[int], entry: FromPath[int]) -> Response[str]:
    form = ReasonForm(await submitted(request))
    if form.valid:
        with form.attempt("reason"):
            name = await locking.remove(request.user, pk, entry, form.reason)
            return flash(
                redirect(request, f"/campaigns/{pk}/enterprises"), f"{name}已移出应检名单，理由保留。"
            )
    return await page(request, pk, removal=form, entry=entry, status=form.refused_as)


@get("/campaigns/{pk:int}/enterprises.xlsx", access=EDITORS)
async def sheet(request: Request, pk: FromPath[int]) -> Response[bytes]:
    """What the page with the same address lists, whole."""
    row = await queries.campaign_for(request.user, pk)
    book = await workbook(request.user, row, asked_in(query(request)))
    name = quote(f"{row['title']}应检名单.xlsx")
    headers = {"content-disposition": f"attachment; filename=list.xlsx; filename*=UTF-8''{name}"}
    return Response(book, media_type=XLSX, headers=headers)


ROUTES = [show, add, remove, sheet]
