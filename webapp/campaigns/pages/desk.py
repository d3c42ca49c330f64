"""The list, a new campaign, changing a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.people import User
from webapp.campaigns import queries
from webapp.campaigns.forms import CampaignForm, PhaseForm
from webapp.campaigns.rules import Phase
from webapp.campaigns.templates import templates
from webapp.campaigns.verbs import making
from webapp.checklists.queries import published
from webapp.clock import today
from webapp.enterprises.lists.scope import rule_of, scope_options
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

ROWS = 6
FIELDS = ("title", "starts_on", "ends_on", "inspects", "work")
COLUMNS = ("title", "kind", "basis", "upper", "focus", "goal", "report_on")
Planned = list[tuple[Phase, str]]


@get("/campaigns", access=EDITORS)
async def listing(request: Request) -> Response[str]:
    return await render(request, "campaigns/list.html", rows=await queries.listed(request.user))


@get("/campaigns/new", access=SUPERVISORS)
async def new(request: Request) -> Response[str]:
    """A campaign begins with a template of phases (?template=) for this year, or the one chosen (?year=)."""
    asked = (query(request).get("template") or [""])[-1]
    template = templates().get(asked) or next(iter(templates().values()))
    initial = {"kind": template.kind, "goal": 100}
    form = CampaignForm(initial=initial, options=await _options(request.user))
    phases = [_initial(one, work) for one, work in template.phases(today().year)]
    return await _form(request, form, phases, pattern=template)


@post("/campaigns", access=SUPERVISORS)
@once
async def make(request: Request) -> Response[str]:
    data = await submitted(request)
    form, phases = await _read(request.user, data)
    if form.valid:
        with form.attempt():
            pk = await making.create(request.user, _columns(form), rule_of(form), _planned(phases))
            return redirect(request, f"/campaigns/{pk}")
    return await _form(request, form, phases, status=form.refused_as)


@get("/campaigns/{pk:int}/edit", access=SUPERVISORS)
async def edit(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await queries.campaign_for(request.user, pk, organiser=True)
    if row["state"] != "draft":
        raise Conflict(f"这个行动{row['state_label']}，不能再修改。")
    form = CampaignForm(
        initial={name: "" if row[name] is None else row[name] for name in (*COLUMNS, "checklist")}
        | row["rule"],
        options=await _options(request.user),
    )
    stored = await queries.phase_rows(pk)
    phases = [_initial(one, row["work"]) for one, row in zip(queries.phases_of(stored), stored, strict=True)]
    return await _form(request, form, phases, row=row)


@post("/campaigns/{pk:int}/edit", access=SUPERVISORS)
async def change(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await queries.campaign_for(request.user, pk, organiser=True)
    form, phases = await _read(request.user, await submitted(request))
    if form.valid:
        with form.attempt():
            await making.edit(request.user, pk, _columns(form), rule_of(form), _planned(phases))
            return redirect(request, f"/campaigns/{pk}")
    return await _form(request, form, phases, row=row, status=form.refused_as)


async def _options(user: User) -> dict[str, Any]:
    lists = [(str(row["checklist"]), row["title"]) for row in await published()]
    return {**await scope_options(user), "checklist": lists}


async def _read(user: User, data: Mapping[str, Sequence[str]]) -> tuple[CampaignForm, list[PhaseForm]]:
    form = CampaignForm(data, options=await _options(user))
    phases = [PhaseForm({name: data.get(f"{name}-{n}", []) for name in FIELDS}) for n in range(ROWS)]
    if any(not one.valid for one in phases):
        form.refuse("", "有的阶段不能用，请看阶段里的提示。")
    elif not any(one.title for one in phases):
        form.refuse("", "请至少填写一个阶段。")
    return form, phases


def _columns(form: CampaignForm) -> dict[str, Any]:
    return {name: form.values[name] for name in COLUMNS} | {"checklist": int(form.checklist)}


def _planned(phases: list[PhaseForm]) -> Planned:
    return [
        (Phase(one.title, one.starts_on, one.ends_on, one.inspects), one.work)
        for one in phases
        if one.title and one.starts_on and one.ends_on
    ]


def _initial(one: Phase, work: str) -> PhaseForm:
    values = {"starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat()}
    return PhaseForm(initial={"title": one.title, "inspects": one.inspects, "work": work} | values)


async def _form(
    request: Request, form: CampaignForm, phases: list[PhaseForm], *, status: int = 200, **more: Any
) -> Response[str]:
    blank = [PhaseForm() for _ in range(ROWS - len(phases))]
    shown = [
        {name: replace(one[name], name=f"{name}-{n}") for name in FIELDS}
        for n, one in enumerate([*phases, *blank])
    ]
    return await render(
        request, "campaigns/form.html", form=form, phases=shown, templates=templates(), status=status, **more
    )


ROUTES = [listing, new, make, edit, change]
