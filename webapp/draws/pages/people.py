"""回避登记 and 检查人员库."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.people import User
from webapp.clock import today
from webapp.draws import choosing, queries
from webapp.draws.forms import RecusalForm, StandingForm
from webapp.draws.verbs import people
from webapp.draws.words import Relation
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.lists.listing import search
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.once import once
from webapp.web.forms.ticks import ids_in
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

FOUND = 20


async def _staff(user: User) -> list[dict[str, Any]]:
    can, out = await choosing.people(user.bureau or 0, today())
    return sorted([*can, *out], key=lambda row: (row["bureau"], row["badge"]))


async def _options(user: User, words: str, chosen: str = "") -> dict[str, Any]:
    rows = (await search(user, SearchForm({"q": [words]}), size=FOUND)).rows if words else []
    staff = (
        await _staff(user)
        if user.supervisor or user.administrator
        else [{"id": user.id, "name": user.name, "badge": user.badge}]
    )
    found = [(str(row["id"]), row["name"]) for row in rows]
    if ids_in([chosen], 1) and chosen not in dict(found):
        found.append((chosen, "已选的用人单位"))
    return {
        "person": [(str(row["id"]), f"{row['name']}（{row['badge']}）") for row in staff],
        "enterprise": found,
    }


@get("/draws/recusals", access=EDITORS)
async def recusals(request: Request) -> Response[str]:
    words = str((query(request).get("q") or [""])[-1])[:100]
    options = await _options(request.user, words)
    form = RecusalForm(
        initial={"person": request.user.id, "since": today().isoformat(), "kind": Relation.FAMILY.value},
        options=options,
    )
    return await _recusals(request, form, words)


async def _recusals(request: Request, form: RecusalForm, words: str, status: int = 200) -> Response[str]:
    rows = await queries.recusals(request.user)
    return await render(
        request,
        "draws/recusals.html",
        form=form,
        words=words,
        rows=rows,
        kinds=dict(Relation.choices()),
        status=status,
    )


@post("/draws/recusals", access=EDITORS)
@once
async def declare(request: Request) -> Response[str]:
    data = await submitted(request)
    chosen = next(iter(map(str, listed(data, "enterprise"))), "")[:12]
    form = RecusalForm(data, options=await _options(request.user, "", chosen))
    if form.valid and form.since:
        try:
            await people.declare(
                request.user, int(form.person), int(form.enterprise), form.kind, form.since, form.note
            )
            return flash(redirect(request, "/draws/recusals"), "回避已登记。")
        except DomainError as error:
            form.refuse("enterprise" if error.status == 404 else "", error.sentence)
    return await _recusals(request, form, "", 422)


@post("/draws/recusals/{pk:int}/end", access=SUPERVISORS)
async def end(request: Request, pk: FromPath[int]) -> Response[str]:
    await people.end(request.user, pk)
    return flash(redirect(request, "/draws/recusals"), "回避已解除，登记保留。")


@get("/draws/people", access=SUPERVISORS)
async def standings(request: Request) -> Response[str]:
    rows = await _staff(request.user)
    forms = {row["id"]: StandingForm(initial=row) for row in rows}
    return await render(request, "draws/people.html", rows=rows, forms=forms)


@post("/draws/people/{person:int}", access=SUPERVISORS)
async def set_standing(request: Request, person: FromPath[int]) -> Response[str]:
    form = StandingForm(await submitted(request))
    if not form.valid:
        return flash(redirect(request, "/draws/people"), form.errors[0][2], "error")
    await people.set_standing(
        request.user, person, form.badge_until, form.away_until, specialist=form.specialist
    )
    return flash(redirect(request, "/draws/people"), "已保存。")


ROUTES = [recusals, declare, end, standings, set_standing]
