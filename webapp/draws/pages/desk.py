"""The list, a new draw, one as it stands, its quotas."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.clock import today
from webapp.draws import choosing, queries
from webapp.draws.forms import ClosingForm, DrawForm, NumberForm, QuotaForm, ReasonForm, WitnessForm
from webapp.draws.verbs import freezing, making
from webapp.draws.words import By, Mode, Source, State
from webapp.enterprises.lists.scope import rule_of, scope_options
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import EDITORS, SUPERVISORS
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

USUAL = {"cap": 2, "by": By.INDUSTRY.value, "group": 2, "specialist": True, "kind": Source.WITNESSES.value}
QUARTER = 20


@get("/draws", access=EDITORS)
async def listing(request: Request) -> Response[str]:
    return await render(request, "draws/list.html", rows=await queries.listed(request.user))


@get("/draws/new", access=SUPERVISORS)
async def new(request: Request) -> Response[str]:
    return await render(
        request, "draws/new.html", form=DrawForm(initial=USUAL, options=await scope_options(request.user))
    )


@post("/draws", access=SUPERVISORS)
@once
async def make(request: Request) -> Response[str]:
    form = DrawForm(await submitted(request), options=await scope_options(request.user))
    if not form.valid:
        return await render(request, "draws/new.html", form=form, status=422)
    rule = rule_of(form) | {"cap": form.cap or 0}
    number = {"kind": form.kind, "source": form.source}
    method = {"by": form.by, "group": form.group, "specialist": int(form.specialist), "number": number}
    pk = await making.begin(request.user, form.title, form.basis, rule, method, form.names_on)
    return redirect(request, f"/draws/{pk}")


@get("/draws/{pk:int}", access=EDITORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk, key=query(request).get("key", [""])[-1][:50])


async def page(
    request: Request,
    pk: int,
    *,
    forms: dict[str, Any] | None = None,
    problem: str = "",
    key: str = "",
    status: int = 200,
) -> Response[str]:
    """The draw as it stands, with what can be done next; `key`: the entry that is to be closed."""
    row = await queries.draw_for(request.user, pk)
    found = await queries.entries_page(request.user, pk, query(request).get("cursor", [""])[-1])
    drawn, gone = await queries.totals(request.user, pk)
    changes = await queries.supplements(pk) if row["mine"] else []
    given: dict[str, Any] = {
        "witness": WitnessForm(),
        "number": NumberForm(),
        "reason": ReasonForm(),
        "closing": ClosingForm(initial={"again": True}),
    }
    given["quotas"] = {}
    if row["state"] == State.DRAFT:
        look = await choosing.looked_at(request.user, row["bureau"], row["rule"], row["method"]["by"])
        can, out = await choosing.people(row["bureau"], today())
        given |= {"look": look, "staff": can, "staff_out": out, "quotas": quota_forms(row, look["sizes"])}
    given |= forms or {}
    return await render(
        request, "draws/one.html", row=row, problem=problem, status=status, modes=Mode, by=By(row["method"]["by"]).label,
        source=Source(row["method"]["number"]["kind"]), entries=found.rows, drawn=drawn, gone=gone,
        more=f"/draws/{pk}?cursor={found.cursor}" if found.cursor else "", block="entries",
        entry=await queries.entry(request.user, pk, key) if key else None,
        lines=await queries.witnesses(pk), supplements=changes, names=await queries.names_of(pk, changes), **given,
    )  # fmt: skip


def quota_forms(row: dict[str, Any], sizes: dict[str, int]) -> dict[str, QuotaForm]:
    found = {}
    for name in sizes:
        mode, value = row["strata"].get(name, (Mode.PERCENT.value, QUARTER))
        found[name] = QuotaForm(initial={"mode": mode, "value": value or ""})
    return found


@post("/draws/{pk:int}/freezing", access=SUPERVISORS)
async def freeze(request: Request, pk: FromPath[int]) -> Response[str]:
    """Store the quotas; freeze when the button says so."""
    data = await submitted(request)
    row = await queries.draw_for(request.user, pk, organiser=True)
    sizes = (await choosing.looked_at(request.user, row["bureau"], row["rule"], row["method"]["by"]))["sizes"]
    forms = {}
    for number, name in enumerate(sizes):
        forms[name] = QuotaForm({one: data.get(f"{one}-{number}", []) for one in ("mode", "value")})
    if any(not form.valid for form in forms.values()):
        return await page(
            request, pk, forms={"quotas": forms}, problem="有的名额不能用，请改正后再按一次。", status=422
        )
    try:
        await making.set_quotas(
            request.user,
            pk,
            {n: (f.mode, 0 if f.mode == Mode.ALL else f.value or 0) for n, f in forms.items()},
        )
        if (data.get("do") or ["save"])[-1] == "save":
            return flash(redirect(request, f"/draws/{pk}"), "名额已保存。")
        job = await freezing.freeze(request.user, pk)
    except DomainError as error:
        return await page(request, pk, problem=error.sentence, status=error.status)
    return redirect(request, f"/jobs/{job}" if job else f"/draws/{pk}")


ROUTES = [listing, new, make, show, freeze]
