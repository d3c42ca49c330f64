"""What keeps a visit from being submitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.rules import Result
from webapp.clock import CHINA
from webapp.findings.rules import Recheck
from webapp.inspections.rules import PATROL, ROUTINE, NoAccess, Outcome, SlotResult
from webapp.inspections.rules import RECHECK as AGAIN
from webapp.inspections.rules.missing import Gap, missing_before_submission
from webapp.inspections.rules.snapshot import FindingDraft, ItemState, RecheckState, SlotState, Visit

START = datetime(2026, 3, 16, 9, tzinfo=UTC)
FINDING = FindingDraft("5.6", "焊接岗位未设置警示标识。", "设置警示标识。", date(2026, 3, 31), photos=1)
ITEM = ItemState("5.6", Result.UNMET, photo_required=True, findings=(FINDING,))
SLOT = SlotState("sign:注意防尘", "注意防尘", SlotResult.PRESENT, photos=1)
RECHECK = RecheckState("17", "未设置公告栏", Recheck.FIXED, photos=1)
VISIT = Visit(
    ROUTINE,
    START,
    START + timedelta(hours=2),
    lead_badge="341702001",
    second_badge="341702002",
    showed_badge=True,
    told_rights=True,
    companion="张三 安全主管",
    conclusion="发现问题 1 项。",
    items=(ItemState("1.1", Result.MET), ITEM),
    slots=(SLOT,),
)


def gaps(visit: Visit) -> list[tuple[Gap, str]]:
    found = missing_before_submission(visit)
    assert all(gap.sentence.endswith("。") for gap in found)
    return [(gap.kind, gap.where) for gap in found]


def with_item(item: ItemState) -> Visit:
    return replace(VISIT, items=(item,))


def with_finding(**changes: object) -> Visit:
    return with_item(replace(ITEM, findings=(replace(FINDING, **changes),)))  # type: ignore[arg-type]


def test_a_complete_visit_misses_nothing() -> None:
    assert gaps(VISIT) == []
    assert gaps(replace(VISIT, kind=AGAIN, rechecks=(RECHECK,))) == []


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (ItemState("1.1"), [(Gap.ANSWER, "1.1")]),
        (ItemState("1.1", Result.MOSTLY, " "), [(Gap.NOTE, "1.1")]),
        (ItemState("1.1", Result.MOSTLY, "缺一份"), []),
        (ItemState("1.1", Result.NA), []),
        (ItemState("1.1", Result.MET, photo_required=True), []),
        (ItemState("1.1", Result.UNMET), [(Gap.FINDING, "1.1")]),
        (
            ItemState(
                "1.1", Result.UNMET, photo_required=True, photos=1, findings=(replace(FINDING, photos=0),)
            ),
            [],
        ),
        (replace(ITEM, findings=(replace(FINDING, photos=0),)), [(Gap.PHOTO, "5.6")]),
        (replace(ITEM, photo_required=False, findings=(replace(FINDING, photos=0),)), []),
        # An answer that was changed to 符合 keeps its drafts, which no longer count.
        (ItemState("5.6", Result.MET, findings=(FindingDraft("5.6"),)), []),
        (
            ItemState("5.6", Result.MOSTLY, "缺", findings=(replace(FINDING, fact=""),)),
            [(Gap.FACT, "5.6")],
        ),
    ],
)
def test_items(item: ItemState, expected: list[tuple[Gap, str]]) -> None:
    assert gaps(with_item(item)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"fact": " "}, [Gap.FACT]),
        ({"fact": "＿＿＿岗位未设置警示标识。"}, [Gap.FACT]),
        ({"requirement": ""}, [Gap.REQUIREMENT]),
        ({"requirement": "在＿＿＿岗位设置。"}, [Gap.REQUIREMENT]),
        ({"due_on": None}, [Gap.DUE]),
        ({"due_on": date(2026, 3, 15)}, [Gap.DUE]),
        ({"due_on": date(2026, 3, 16)}, []),
        ({"on_site": True, "due_on": None}, [Gap.NOTE, Gap.PHOTO]),
        ({"on_site": True, "on_site_note": "已张贴", "after_photos": 1, "due_on": None}, []),
    ],
)
def test_findings_of_items_and_outside_the_list(changes: dict[str, object], expected: list[Gap]) -> None:
    assert [kind for kind, _ in gaps(with_finding(**changes))] == expected
    free = replace(FINDING, where="x1", **changes)  # type: ignore[arg-type]
    assert gaps(replace(VISIT, findings=(free,))) == [(kind, "x1") for kind in expected]


def test_a_finding_is_called_by_what_it_is_about() -> None:
    sign = replace(FINDING, fact="", about="噪声有害")
    free = replace(FINDING, fact="")
    said = [gap.sentence for gap in missing_before_submission(replace(VISIT, findings=(sign, free)))]
    assert said == ["“噪声有害”的问题没有写事实。", "检查表外的问题 1 没有写事实。"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"result": None}, [Gap.SLOT]),
        ({"photos": 0}, [Gap.PHOTO]),
        ({"photos": 0, "result": SlotResult.NO_PHOTO}, [Gap.NOTE]),
        ({"photos": 0, "result": SlotResult.NO_PHOTO, "reason": "在高处"}, []),
        ({"photos": 0, "result": SlotResult.ABSENT}, [Gap.FINDING]),
        ({"photos": 0, "result": SlotResult.DAMAGED}, [Gap.FINDING]),
        ({"photos": 0, "result": SlotResult.NA}, []),
    ],
)
def test_slots(changes: dict[str, object], expected: list[Gap]) -> None:
    visit = replace(VISIT, slots=(replace(SLOT, **changes),))  # type: ignore[arg-type]
    assert [kind for kind, _ in gaps(visit)] == expected
    told = replace(visit, findings=(replace(FINDING, about=SLOT.name, slot=SLOT.key),))
    assert [kind for kind, _ in gaps(told)] == [kind for kind in expected if kind is not Gap.FINDING]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lead_badge": ""}, ["lead"]),
        ({"second_badge": " "}, ["second"]),
        ({"second_badge": "341702001 "}, ["second"]),
        ({"showed_badge": False}, ["showed_badge"]),
        ({"told_rights": False}, ["told_rights"]),
        ({"companion": " "}, ["companion"]),
        ({"conclusion": ""}, ["conclusion"]),
        ({"ended_at": START - timedelta(seconds=1)}, ["ended_at"]),
        ({"ended_at": None}, []),
    ],
)
def test_the_visit(changes: dict[str, object], expected: list[str]) -> None:
    assert gaps(replace(VISIT, **changes)) == [(Gap.VISIT, where) for where in expected]  # type: ignore[arg-type]


def test_a_patrol_needs_no_badge() -> None:
    patrol = Visit(PATROL, START, conclusion="厂区粉尘较大，移交监督员。")
    assert gaps(patrol) == []
    assert gaps(replace(patrol, kind=ROUTINE)) != []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"result": None}, [Gap.RECHECK]),
        ({"photos": 0}, [Gap.PHOTO]),
        ({"result": Recheck.PARTLY}, [Gap.NOTE]),
        ({"result": Recheck.NOT}, [Gap.NOTE]),
        ({"result": Recheck.NOT, "note": "未动工", "photos": 0}, []),
    ],
)
def test_a_recheck_decides_every_open_finding(changes: dict[str, object], expected: list[Gap]) -> None:
    recheck = replace(RECHECK, **changes)  # type: ignore[arg-type]
    visit = replace(VISIT, kind=AGAIN, items=(), slots=(), rechecks=(RECHECK, recheck))
    assert gaps(visit) == [(kind, "17") for kind in expected]
    assert gaps(replace(visit, kind=ROUTINE)) == []


def test_a_closed_gate_needs_a_reason_and_a_photo_and_nothing_else() -> None:
    gate = Visit(ROUTINE, START, outcome=Outcome.NO_ACCESS, items=(ItemState("1.1"),), slots=(SLOT,))
    assert gaps(gate) == [(Gap.VISIT, "no_access"), (Gap.PHOTO, "gate")]
    assert gaps(replace(gate, no_access=NoAccess.NOBODY, photos=1)) == []


FINDINGS = st.builds(
    FindingDraft,
    where=st.just("f"),
    fact=st.sampled_from(["", "＿＿＿", "事实"]),
    requirement=st.sampled_from(["", "＿＿＿", "要求"]),
    due_on=st.none() | st.just(date(2026, 4, 1)),
    on_site=st.booleans(),
    on_site_note=st.sampled_from(["", "已改"]),
    photos=st.integers(0, 1),
    after_photos=st.integers(0, 1),
)
ITEMS = st.builds(
    ItemState,
    code=st.sampled_from(["1.1", "2.1"]),
    result=st.none() | st.sampled_from(Result),
    note=st.sampled_from(["", "说明"]),
    photo_required=st.booleans(),
    photos=st.integers(0, 1),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
)


@given(st.lists(ITEMS, max_size=5))
def test_nothing_missing_means_every_fault_is_a_whole_finding(items: list[ItemState]) -> None:
    if gaps(replace(VISIT, items=tuple(items))):
        return
    for item in items:
        assert item.result is not None
        if item.result is Result.UNMET:
            assert item.findings
            for finding in item.findings:
                assert finding.fact == "事实"
                assert finding.requirement == "要求"
                assert finding.after_photos if finding.on_site else finding.due_on


@pytest.mark.parametrize("hour", [0, 7, 8, 15])
def test_the_day_of_a_visit_is_that_of_china(hour: int) -> None:
    """Before eight in the morning it is still yesterday in UTC."""
    day = datetime(2026, 3, 16, hour, 30, tzinfo=CHINA)
    early = replace(VISIT, started_at=day, ended_at=None)
    for due, expected in ((date(2026, 3, 15), [(Gap.DUE, "5.6")]), (date(2026, 3, 16), [])):
        late = replace(FINDING, due_on=due)
        assert gaps(replace(early, items=(replace(ITEM, findings=(late,)),))) == expected
        outside = replace(early, findings=(late,))
        assert gaps(replace(outside, started_at=day.astimezone(UTC))) == expected
