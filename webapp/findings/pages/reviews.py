"""逐条复核: what waits, one after another with its pictures, decided by one person and confirmed together or singly."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post

from webapp.errors import Forbidden
from webapp.findings.forms import ClosureForm, DecisionForm, ListForm, ReturnForm
from webapp.findings.lists import listing, reviewing
from webapp.findings.lists.listing import Filter
from webapp.findings.lists.reviewing import MOST, Outcome, Said
from webapp.web import Request
from webapp.web.access import INSPECTORS
from webapp.web.forms.body import listed, query, submitted
from webapp.web.forms.ticks import Act, act_of, ids_in, left_out, ticked
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

NO_BADGE = "复核须由持执法证的监督人员办理，请管理员在“人员”里填写执法证号。"
UNSEEN = "页面已经过时，请看过最新的情况再办理。"
NONE_SAID = "还没有作出决定：请对要办理的选“销号”或“退回”，其余跳过。"
MOST_TICKED = 500
FORMS: dict[str, type[DecisionForm]] = {"closure": ClosureForm, "return": ReturnForm}


def guard(request: Request) -> None:
    """Forbidden without a badge, before any picture is looked at in vain."""
    if not request.user.may_inspect:
        raise Forbidden(NO_BADGE)


@get("/findings/reviews", access=INSPECTORS)
async def show(request: Request) -> Response[str]:
    guard(request)
    data = query(request)
    return await page(request, ids_in(listed(data, "finding"), MOST), bool(listed(data, "mine")))


async def page(
    request: Request, named: tuple[int, ...], mine: bool, *, outcome: Outcome | None = None,
    data: Mapping[str, Any] | None = None, told: str = "", status: int = 200,
) -> Response[str]:  # fmt: skip
    """The findings that wait; with the outcome of what was decided, and what was typed for those that are left."""
    pairs = await reviewing.waiting_pairs(request.user, named, mine=mine)
    # A decision is on the report that was seen: of another one nothing is decided yet, and what was written stays.
    seen = {pk: first(data or {}, f"report-{pk}") for pk in named}
    chosen = {
        pair.finding["id"]: first(data or {}, f"decision-{pair.finding['id']}")
        for pair in pairs
        if seen.get(pair.finding["id"]) == str(pair.report["id"])
    }
    typed = {pair.finding["id"]: first(data or {}, f"text-{pair.finding['id']}") for pair in pairs}
    stale = set(outcome.refused) - {pair.finding["id"] for pair in pairs} if outcome else set()
    return await render(
        request, "findings/reviews.html", status=status, pairs=pairs, named=named, mine=mine, outcome=outcome,
        typed=typed, chosen=chosen, stale=sorted(stale), told=told, most=MOST,
    )  # fmt: skip


@post("/findings/reviews", access=INSPECTORS)
async def decide(request: Request) -> Response[Any]:
    guard(request)
    data = await submitted(request)
    named, mine = ids_in(listed(data, "finding"), MOST), bool(listed(data, "mine"))
    said, refused = read(data, ids_in(listed(data, "only"), 1) or named)
    if not said and not refused:
        return await page(request, named, mine, data=data, told=NONE_SAID, status=422)
    outcome = await reviewing.decide_all(request.user, said)
    outcome.refused |= refused
    done = words(outcome)
    if outcome.refused:
        return await page(request, named, mine, outcome=outcome, data=data, told=done, status=409)
    left = [pk for pk in named if pk not in {one.finding for one in said}]
    if listed(data, "only") and left:
        back = f"/findings/reviews?{urlencode({'finding': left, **({'mine': 1} if mine else {})}, True)}"
        return flash(redirect(request, back), done)
    return flash(redirect(request, "/findings"), done)


def read(data: Mapping[str, Any], named: tuple[int, ...]) -> tuple[list[Said], dict[int, str]]:
    """What was decided, and what of it cannot be taken, in words; what is skipped is neither."""
    said, refused = [], {}
    for pk in named:
        decision = first(data, f"decision-{pk}")
        if decision not in FORMS:
            continue
        form = FORMS[decision]({"report": [first(data, f"report-{pk}")], "text": [first(data, f"text-{pk}")]})
        if not form.valid:
            refused[pk] = form.errors[0][2]
        elif form.seen is None:
            refused[pk] = UNSEEN
        else:
            said.append(Said(pk, decision, form.values["text"], form.seen))
    return said, refused


def first(data: Mapping[str, Any], name: str) -> str:
    return str((listed(data, name) or [""])[-1])


def words(outcome: Outcome) -> str:
    """What was done, in a sentence."""
    parts = [
        f"{words} {outcome.done[name]} 项"
        for name, words in (("closure", "已销号"), ("return", "已退回"))
        if outcome.done[name]
    ]
    return f"{'，'.join(parts)}。" if parts else ""


@post("/findings/selection", access=INSPECTORS)
async def act(request: Request) -> Response[Any]:
    data, user = await submitted(request), request.user
    chosen_act = act_of(user, ACTS, data)
    ticks, form = ticked(data, MOST_TICKED), ListForm(data)
    condition: Any = None
    if ticks.whole:
        which = Filter(form.filter) if form.filter in set(Filter) else listing.default_filter(user)
        condition = await listing.condition(user, which, form.q, bool(form.mine), form.enterprise)
    found, left = await reviewing.pick(user, ticks.ids, condition)
    said = left_out(left, "项")
    if not found:
        return flash(redirect(request, "/findings"), said or "没有等待复核的问题。", "warning")
    answer = redirect(request, chosen_act.leads(found))
    return flash(answer, said, "warning") if said else answer


ACTS = {
    "reviews": Act(
        "逐条复核",
        "check-circle",
        INSPECTORS,
        MOST,
        lambda ids: f"/findings/reviews?{urlencode({'finding': list(ids)}, True)}",
    )
}
ROUTES = [show, decide, act]
