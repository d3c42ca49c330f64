"""The page of a visit: the form of a draft for its two inspectors, else what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, put
from litestar.params import FromPath

from webapp.checklists.rules import Result
from webapp.clock import now, today
from webapp.errors import Invalid
from webapp.evidence.rules import PhotoKind
from webapp.evidence.views import shots
from webapp.findings.rules import Handling, Recheck
from webapp.findings.rules.deadlines import DayKind
from webapp.inspections.dues import rule_of, table
from webapp.inspections.forms import HazardForm
from webapp.inspections.hooks import parts_of
from webapp.inspections.pages.visit import submitted_page
from webapp.inspections.queries import items, places, visits
from webapp.inspections.queries import record as records
from webapp.inspections.queries.last import last_answers
from webapp.inspections.queries.unreadable import unreadable
from webapp.inspections.queries.visits import Row
from webapp.inspections.requests import demand, entry_of, stored
from webapp.inspections.rules import KINDS, SlotResult
from webapp.inspections.verbs.drafting import DAYS_WITHOUT_ITEM, default_due
from webapp.inspections.verbs.places import correct_hazards
from webapp.inspections.views.form import count_answered, finding_view, sections_of, targets_of
from webapp.inspections.views.places import SLOT_RULE, open_view, slot_cases, slots_view
from webapp.web import Request
from webapp.web.access import FIELD, SIGNED_IN, STAFF
from webapp.web.forms.body import query, submitted
from webapp.web.templates import render

# Photos and requests name the visit by this; form.js fills it in, so that a kept page can serve any visit.
PLACE = "{inspection}"
UPLOAD = f"/inspections/{PLACE}/photos"
CHOICES = {
    "results": Result.choices(),
    "slot_results": SlotResult.choices(),
    "recheck_results": Recheck.choices(),
    "handlings": Handling.choices(),
    "photo_kinds": PhotoKind.choices(),
}

# static/js/visit/slots.js fills in the names in braces.
BLANK_SLOT = {
    "slot": {
        "key": "{key}", "name": "{name}", "kind": {"value": "{kind}", "label": "{label}"}, "note": "{note}", "alternatives": [],
    },
    "path": "{path}", "number": "{number}", "due": {"date": "{due}", "pending": False}, "due_rule": "{due_rule}", "photos": [], "findings": [], "result": "", "reason": "",
    **{name: f"{{{name}}}" for name in ("fact", "requirement", "damaged_fact", "damaged_requirement", "handling", "violation")},
}  # fmt: skip


@get("/inspections/{pk:uuid}", access=STAFF)
async def show(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    visit = await visits.visit_for(request.user, pk)
    if not visits.may_write(request.user, visit):
        return await submitted_page(request, visit)
    return await form_page(request, visit)


async def form_page(request: Request, visit: Row, **more: Any) -> Response[Any]:
    """The form of a draft; `more` is what the template wants besides, see pages/shell.py."""
    record = await records.load_row(visit)
    violations = await items.violations()
    url = f"/inspections/{visit['id']}/photos"
    sections = sections_of(record, violations, url)
    answered, total = count_answered(sections)
    known = targets_of(record)
    loose = [photo for target, photos in record.photos.items() if target not in known for photo in photos]
    return await render(
        request,
        "inspections/form.html",
        visit=visit,
        kind=record.kind,
        kinds={kind.value: {"title": kind.title, **kind.nature} for kind in KINDS.values()},
        people=record.people,
        seconds=await visits.seconds_for(request.user, visit["bureau"]),
        sections=sections,
        last=await last_answers(request.user, visit, record.items),
        answered=answered,
        total=total,
        outside=[
            finding_view(record, row, url) for row in record.drafts if row["item"] is None and not row["slot"]
        ],
        violations=violations,
        violations_key=("outside", *(tuple(row.values()) for row in violations.values())),
        open=await open_view(record.open, record, url),
        loose=shots(loose, url),
        slot_cases=slot_cases(record),
        **due_dates(record),
        blank_slot=BLANK_SLOT,
        **{"shell": False, "versions": [], **more},
        **await parts_of(request.user, visit, record),
        **place_context(record, url),
    )


def due_dates(record: records.Record) -> dict[str, Any]:
    """When what is ordered today, and on the days on which a kept copy of the form is used, is due."""
    outside = rule_of(DAYS_WITHOUT_ITEM, DayKind.CALENDAR.value)
    rules = [rule_of(item["days"], item["day_kind"]) for item in record.items]
    return {
        "dues": table(today(), [*rules, SLOT_RULE, outside]),
        "outside_due": default_due(None).date,
        "outside_rule": outside,
    }


def place_context(record: records.Record, url: str) -> dict[str, Any]:
    """What templates/inspections/_places.html wants."""
    return {"slots": slots_view(record, url), "hazards": record.hazards, "upload_url": UPLOAD, **CHOICES}


@get("/inspections/{pk:uuid}/places", access=FIELD)
async def show_places(request: Request, pk: FromPath[UUID]) -> Response[str]:
    visit = await visits.writable(request.user, pk)
    record = await records.load_row(visit)
    context = place_context(record, f"/inspections/{pk}/photos")
    return await render(request, "inspections/_places.html", kind=record.kind, **context)


@get("/inspections/{pk:uuid}/hazards", access=FIELD)
async def hazard_search(request: Request, pk: FromPath[UUID]) -> Response[str]:
    """All that are alike: which of them the visit lists already, its page knows best (static/js/visit/hazards.js)."""
    await visits.visit_for(request.user, pk)
    text = (query(request).get("q") or [""])[-1][:60]
    found = await places.factors_like(text)
    return await render(request, "inspections/_factors.html", found=found, text=text.strip())


def hazard_change(data: dict[str, Any]) -> Callable[[list[str]], list[str]]:
    """What a request makes of the codes present: the whole list `factors`, or one to `add` or `remove`."""
    if "factors" in data:
        wanted = [str(code)[:10] for code in data["factors"]] if isinstance(data["factors"], list) else None
        if wanted is None or len(wanted) > 200:
            raise Invalid("危害因素应为代码的列表，最多 200 个。")
        return lambda present: list(dict.fromkeys(wanted))
    form = HazardForm(data)
    demand(form)
    return lambda present: [
        *(code for code in present if code != form.remove),
        *([form.add] if form.add and form.add not in present else []),
    ]


@put("/inspections/{pk:uuid}/hazards", access=FIELD)
async def put_hazards(request: Request, pk: FromPath[UUID]) -> Response[Any]:
    data = await submitted(request)
    entry = entry_of(request)
    visit = await correct_hazards(request.user, pk, hazard_change(data), entry)
    record = await records.load_row(visit)
    body = {
        "factors": [hazard["code"] for hazard in record.hazards],
        "slots": [{"key": slot.key, "kind": slot.kind.value, "name": slot.name} for slot in record.slots],
    }
    context = place_context(record, f"/inspections/{pk}/photos")
    return stored(
        request,
        body,
        entry,
        template="inspections/_places.html",
        kind=record.kind,
        **context,
    )


@get("/field/ping", access=SIGNED_IN)
async def ping(request: Request) -> Response[dict[str, Any]]:
    body = {
        "user": request.user.id,
        "name": request.user.name,
        "time": now().isoformat(),
        **({"unreadable": photos} if (photos := await unreadable(request.user.id)) else {}),
    }
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


ROUTES = [show, show_places, hazard_search, put_hazards, ping]
