"""What a phone says of a visit that lies on it, and what the server says of the same visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.checklists.rules import Result
from webapp.clock import CHINA
from webapp.documents import kinds
from webapp.documents.writing.composing import Source, compose
from webapp.documents.writing.onsite import WORDS
from webapp.documents.writing.parts import ON_SITE, RECHECKED, SEEN, SHOTS
from webapp.findings.rules import Recheck
from webapp.inspections.rules import KINDS, SlotResult, VisitKind, choices
from webapp.inspections.rules.missing import Missing, missing_before_submission
from webapp.inspections.rules.snapshot import FindingDraft, ItemState, RecheckState, SlotState, Visit
from webapp.web.text import clean

Ask = Callable[..., Any]
started = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
words = st.sampled_from(["", " ", "缺两页", "未设置标识", "＿＿＿岗位", "a__b", "\u3000", "甲\n乙"])


TODAY = date(2026, 3, 5)
START = datetime(2026, 3, 5, 9, tzinfo=CHINA)
days = st.none() | st.integers(-2, 30).map(lambda ahead: TODAY + timedelta(days=ahead))
few = st.integers(0, 1)


@st.composite
def finding_drafts(draw: Any, about: str = "", slot: str = "") -> FindingDraft:
    where = f"{draw(st.uuids())}"
    return FindingDraft(
        where, draw(words), draw(words), draw(days), draw(st.booleans()), draw(words), draw(few), draw(few), about, slot
    )  # fmt: skip


@st.composite
def visits(draw: Any) -> Visit:
    items = tuple(
        ItemState(
            f"1.{at}",
            draw(st.none() | st.sampled_from(Result)),
            draw(words),
            draw(st.booleans()),
            draw(few),
            tuple(draw(st.lists(finding_drafts(), max_size=2))),
            draw(st.booleans()),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    slots = tuple(
        SlotState(
            f"sign:牌{at}", f"牌{at}", draw(st.none() | st.sampled_from(SlotResult)), draw(few), draw(words)
        )
        for at in range(draw(st.integers(0, 3)))
    )
    free = draw(st.lists(finding_drafts(), max_size=2))
    faulty = [slot for slot in slots if slot.result in (SlotResult.ABSENT, SlotResult.DAMAGED)]
    about = [draw(finding_drafts(slot.name, slot.key)) for slot in faulty if draw(st.booleans())]
    rechecks = tuple(
        RecheckState(f"{at}", f"旧{at}", draw(st.none() | st.sampled_from(Recheck)), draw(words), draw(few))
        for at in range(draw(st.integers(0, 2)))
    )
    kind = draw(st.sampled_from([*KINDS.values()]))
    return Visit(
        kind, START, START, lead_badge="1", second_badge=draw(st.sampled_from(["", "2"])), showed_badge=draw(st.booleans()),
        told_rights=draw(st.booleans()), companion=draw(words), conclusion=draw(words), items=_shown(kind, items),
        slots=tuple(slot for slot in slots if not kind.brief or slot.result), findings=(*free, *about), rechecks=rechecks,
    )  # fmt: skip


def _shown(kind: VisitKind, items: tuple[ItemState, ...]) -> tuple[ItemState, ...]:
    """As snapshotting leaves out what was not touched; an item in conflict has no result."""
    settled = (
        one if not one.conflict else ItemState(one.code, None, one.note, findings=one.findings, conflict=True)
        for one in items
    )
    return tuple(one for one in settled if not kind.brief or one.result or one.conflict)


def on_screen(one: FindingDraft) -> dict[str, Any]:
    return {
        "id": one.where, "about": one.about, "fact": one.fact, "requirement": one.requirement,
        "due_on": f"{one.due_on or ''}", "on_site": one.on_site, "on_site_note": one.on_site_note, "photos": one.photos,
        "after": one.after_photos,
    }  # fmt: skip


def seen(visit: Visit) -> dict[str, Any]:
    """The visit as static/js/visit/reading.js reads it off the screen."""
    about = {one.slot for one in visit.findings if one.slot}
    return {
        "kind": visit.kind.value, "nature": visit.kind.nature, "today": f"{TODAY}", "conclusion": visit.conclusion, "companion": visit.companion,
        "second": visit.second_badge, "showed_badge": visit.showed_badge, "told_rights": visit.told_rights,
        "items": [
            {
                "code": one.code, "result": one.result.value if one.result else "", "note": one.note, "photos": one.photos,
                "photoRequired": one.photo_required, "conflict": one.conflict, "findings": [on_screen(f) for f in one.findings],
            }
            for one in visit.items
        ],
        "outside": [on_screen(one) for one in visit.findings if not one.about],
        "slotFindings": [on_screen(one) for one in visit.findings if one.about],
        "slots": [
            {
                "number": at, "name": one.name, "result": one.result.value if one.result else "", "reason": one.reason,
                "photos": one.photos, "findings": int(one.key in about),
            }
            for at, one in enumerate(visit.slots, 1)
        ],
        "rechecks": [
            {"id": one.where, "name": one.name, "result": one.result.value if one.result else "", "note": one.note, "photos": one.photos}
            for one in visit.rechecks
        ],
    }  # fmt: skip


@started
@given(visits())
def test_what_is_missing_before_submission(phone: Ask, visit: Visit) -> None:
    wanted: list[Missing] = missing_before_submission(visit)
    assert sorted(one["sentence"] for one in phone("missing", seen(visit))) == sorted(
        one.sentence for one in wanted
    )


@started
@given(visits(), st.integers(0, 3))
def test_the_record_that_a_phone_writes(phone: Ask, visit: Visit, photos: int) -> None:
    """The facts of the 笔录: what the phone composes and signs, against what the server composes."""
    if not visit.kind.judges:
        return  # nothing is signed
    answers = {
        at: SimpleNamespace(result=one.result.value, note=clean(one.note))
        for at, one in enumerate(visit.items)
        if one.result
    }
    record = SimpleNamespace(
        kind=visit.kind,
        people={},
        items=[
            {"id": at, "code": one.code, "content": f"内容 {one.code}"} for at, one in enumerate(visit.items)
        ],
        answer=answers.get,
        photos={"visit": [{"media_type": "image/jpeg"}] * photos},
    )
    of_items = [
        found
        for one in visit.items
        if one.result in (Result.UNMET, Result.MOSTLY)
        for found in sorted(one.findings, key=lambda found: found.where)
    ]
    free = sorted(visit.findings, key=lambda found: found.where)
    rows = [
        {"fact": clean(one.fact), "corrected_on_site": one.on_site, "on_site_note": clean(one.on_site_note)}
        for one in (*of_items, *free)
    ]
    recheck = visit.kind.rechecks
    rechecks = [
        {"fact": one.name, "result": one.result.value, "note": clean(one.note)}
        for one in visit.rechecks
        if recheck and one.result
    ]
    header = {
        "kind": visit.kind.value, "outcome": "inspected", "state": "submitted", "started_at": START, "ended_at": START,
        "companion": "", "companion_post": "", "lead": 1, "second": 2, "showed_badge": True, "told_rights": True, "conclusion": "",
        "enterprise_name": "甲厂",
    }  # fmt: skip
    enterprise = dict.fromkeys(
        ("name", "credit_code", "address", "legal_person", "contact", "phone", "industry_name", "workplace"),
        "",
    )
    bureau = {"name": "", "address": "", "phone": ""}
    source = Source(header, record, enterprise, bureau, rows, rechecks, [], "", chemical=False)
    facts = {
        "frame": {"enterprise": {}, "visit": {"place": ""}, "facts": []}, "words": WORDS, "kinds": dict(choices()),
        "rechecks": dict(Recheck.choices()), "open": [{"id": one.where, "fact": one.name} for one in visit.rechecks],
    }  # fmt: skip
    read = seen(visit)
    for one in read["items"]:
        one["content"] = f"内容 {one['code']}"
    more = {"photos": photos, "started_at": "", "ended_at": "", "companion_post": "", "inspectors": []}
    assert phone("compose", facts, {**read, **more})["facts"] == compose(kinds.RECORD, "", source)["facts"]
    assert all("{}" in one for one in (SEEN, ON_SITE, RECHECKED, SHOTS))
