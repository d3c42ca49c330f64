"""One campaign as it stands, and its steps."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.campaigns import queries
from webapp.campaigns.forms import AcceptanceForm, AnswerForm, ApprovalForm, QuestionForm, ReasonForm
from webapp.campaigns.queries import coverage
from webapp.campaigns.rules import doubts, pace, phase_on
from webapp.campaigns.verbs import locking, steps
from webapp.campaigns.words import State
from webapp.clock import today
from webapp.enterprises.lists.scope import in_words
from webapp.errors import DomainError, Invalid
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import query, submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


@get("/campaigns/{pk:int}", access=EDITORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk)


async def page(
    request: Request, pk: int, *, problem: str = "", status: int = 200, **forms: Any
) -> Response[str]:
    """The campaign with its phases and figures; of a draft, whom its scope finds now. `forms`: those that were refused."""
    user = request.user
    row = await queries.campaign_for(user, pk)
    rows = await queries.phase_rows(pk)
    phases = queries.phases_of(rows)
    now = phase_on(phases, today())
    given: dict[str, Any] = {
        "approval": ApprovalForm(),
        "reason": ReasonForm(),
        "said": await in_words(user, row["rule"]),
    }
    if row["state"] == State.DRAFT:
        try:
            given["look"] = await locking.look_at(user, row)
        except Invalid as error:
            problem = problem or error.sentence
    else:
        given |= await _figures(request, row, phases) | await _shared(request, row, phases)
    return await render(
        request, "campaigns/one.html", row=row, phases=rows, current=phases.index(now) if now else -1,
        doubts=doubts(phases), problem=problem, status=status, waits=steps.needs_approval(row), **given | forms,
    )  # fmt: skip


async def _figures(request: Request, row: dict[str, Any], phases: list[Any]) -> dict[str, Any]:
    whole = await coverage.whole(request.user, row)
    bureaus = await coverage.by_bureau(request.user, row)
    asked = (query(request).get("bureau") or [""])[-1]
    chosen = next((one for one in bureaus if one.value == asked), bureaus[0] if len(bureaus) == 1 else None)
    towns = await coverage.by_town(request.user, row, int(chosen.value)) if chosen else []
    line = pace(phases, whole, row["goal"], today())
    return {"whole": whole, "bureaus": bureaus, "chosen": chosen, "towns": towns, "pace": line}


async def _shared(request: Request, row: dict[str, Any], phases: list[Any]) -> dict[str, Any]:
    parts = await queries.parts(request.user, row)
    own = next((one for one in parts if one["bureau"] == request.user.bureau), None)
    days = [one for one in phases if one.inspects]
    planned = {"starts_on": min(one.starts_on for one in days), "ends_on": max(one.ends_on for one in days)}
    initial = own if own and own["accepted_at"] else planned
    return {
        "parts": parts, "own": own, "questions": await queries.questions(request.user, row), "answering": 0,
        "acceptance": AcceptanceForm(initial=initial), "question": QuestionForm(), "answer": AnswerForm(), "blank_answer": AnswerForm(),
    }  # fmt: skip


@post("/campaigns/{pk:int}/list", access=SUPERVISORS)
async def lock(request: Request, pk: FromPath[int]) -> Response[str]:
    try:
        job = await locking.freeze(request.user, pk)
    except DomainError as error:
        return await _refused(request, pk, error)
    if job:
        return redirect(request, f"/jobs/{job}")
    return flash(redirect(request, f"/campaigns/{pk}"), "应检名单已冻结。")


@post("/campaigns/{pk:int}/approval", access=SUPERVISORS)
async def approve(request: Request, pk: FromPath[int]) -> Response[str]:
    form = ApprovalForm(await submitted(request))
    if form.valid and form.approved_on:
        with form.attempt("approved_on"):
            told = (form.approved_by, form.approved_on, form.filed_no, form.public_url)
            await steps.approve(request.user, pk, *told)
            return flash(redirect(request, f"/campaigns/{pk}"), "批准和备案已登记，可以部署了。")
    return await page(request, pk, approval=form, status=form.refused_as)


@post("/campaigns/{pk:int}/deployment", access=SUPERVISORS)
async def deploy(request: Request, pk: FromPath[int]) -> Response[str]:
    try:
        deployed = await steps.deploy(request.user, pk)
    except DomainError as error:
        return await _refused(request, pk, error)
    says = "已部署，下级机构现在可以看到。" if deployed else "还没有批准和备案，已转为“待批准”。"
    return flash(redirect(request, f"/campaigns/{pk}"), says, "success" if deployed else "error")


@post("/campaigns/{pk:int}/ending", access=SUPERVISORS)
async def end(request: Request, pk: FromPath[int]) -> Response[str]:
    try:
        await steps.end(request.user, pk)
    except DomainError as error:
        return await _refused(request, pk, error)
    return flash(redirect(request, f"/campaigns/{pk}"), "行动已结束；没有销号的问题随单位继续。")


@post("/campaigns/{pk:int}/stopping", access=SUPERVISORS)
async def stop(request: Request, pk: FromPath[int]) -> Response[str]:
    form = ReasonForm(await submitted(request))
    if form.valid:
        with form.attempt("reason"):
            await steps.stop(request.user, pk, form.reason)
            return flash(redirect(request, f"/campaigns/{pk}"), "行动已中止，记录保留。")
    return await page(request, pk, reason=form, status=form.refused_as)


async def _refused(request: Request, pk: int, error: DomainError) -> Response[str]:
    if error.status == 404:
        raise error
    return await page(request, pk, problem=error.sentence, status=error.status)


ROUTES = [show, lock, approve, deploy, end, stop]
