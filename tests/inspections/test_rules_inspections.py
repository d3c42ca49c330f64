"""Slots, merging two inspectors' answers, flags, and what a missing sign is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.evidence.rules import PhotoKind
from webapp.findings.rules import Handling
from webapp.inspections.rules import KINDS, NoAccess, clock_is_off, missing_sign, photo_is_old
from webapp.inspections.rules.merge import Current, Given, Merged, merge_answer
from webapp.inspections.rules.slots import SignGroup, SlotKind, groups_of, slots_for

TABLE = {
    "dust": SignGroup("注意防尘", "戴防尘口罩", "防尘口罩（GB 2626；矽尘、石棉用 KN100 半面罩）"),
    "toxic": SignGroup(
        "当心中毒/当心有毒气体",
        "戴防毒面具+穿防护服+注意通风",
        "防毒面具（GB 2890，滤盒按毒物选）+防护手套+防护服",
    ),
    "corrosive": SignGroup(
        "当心腐蚀", "穿防护服+戴防护手套+穿防护鞋", "化学防护服+耐酸碱手套+防护面屏+防护鞋"
    ),
    "noise": SignGroup("噪声有害", "戴护耳器", "耳塞或耳罩（GB/T 31422）"),
    "heat": SignGroup("注意高温", "", "隔热服"),
    "arc": SignGroup("当心弧光", "戴防护镜", "焊接面罩（GB/T 3609.1）+隔热手套"),
    "physical": SignGroup("", "", "按因素选用"),
    "other": SignGroup("", "", "按因素选用"),
}


@dataclass
class Hazard:
    severe: bool


def test_slots_of_a_group() -> None:
    slots = slots_for(["toxic"], TABLE)
    assert [slot.name for slot in slots] == [
        "当心中毒 或 当心有毒气体",
        "戴防毒面具",
        "穿防护服",
        "注意通风",
        "防毒面具",
        "防护手套",
        "防护服",
    ]
    assert [slot.kind for slot in slots] == [SlotKind.SIGN] * 4 + [SlotKind.PPE] * 3
    assert slots[0].alternatives == ("当心中毒", "当心有毒气体")
    assert slots[0].key == "sign:当心中毒/当心有毒气体"
    assert slots[4].note == "GB 2890，滤盒按毒物选"


def test_brackets_part_nothing() -> None:
    ear = slots_for(["noise"], TABLE)[-1]
    assert (ear.alternatives, ear.note) == (("耳塞", "耳罩"), "GB/T 31422")
    assert [slot.name for slot in slots_for(["arc"], TABLE)] == [
        "当心弧光",
        "戴防护镜",
        "焊接面罩",
        "隔热手套",
    ]


def test_several_groups_share_slots() -> None:
    names = [slot.name for slot in slots_for(groups_of("toxic+corrosive"), TABLE)]
    assert names.count("穿防护服") == 1
    assert len(slots_for(["physical", "other"], TABLE)) == 1
    assert slots_for(["unheard"], TABLE) == []
    assert groups_of(" dust + arc ") == ["dust", "arc"]
    assert groups_of("") == []


@given(st.lists(st.sampled_from(sorted(TABLE))), st.randoms())
def test_slots_are_unique_and_do_not_depend_on_order(groups: list[str], random: object) -> None:
    slots = slots_for(groups, TABLE)
    assert len({slot.key for slot in slots}) == len(slots)
    assert [slot.kind for slot in slots] == sorted((slot.kind for slot in slots), reverse=True)
    random.shuffle(groups)  # type: ignore[attr-defined]
    assert slots_for(groups, TABLE) == slots


def test_a_missing_sign() -> None:
    assert missing_sign([Hazard(False), Hazard(True)]) == ("V24", Handling.ORDER)
    assert missing_sign([Hazard(False)]) == (None, Handling.ADVICE)


def test_flags() -> None:
    start = datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert not clock_is_off(timedelta(minutes=-5))
    assert clock_is_off(timedelta(minutes=-5, seconds=-1))
    assert not photo_is_old(start - timedelta(hours=1), start)
    assert photo_is_old(start - timedelta(hours=1, seconds=1), start)
    assert not photo_is_old(start + timedelta(hours=1), start)


def test_words() -> None:
    assert [kind.label for kind in KINDS.values()] == ["日常", "专项", "复查", "投诉核查", "巡查"]
    assert [reason.label for reason in NoAccess] == ["停业", "搬迁", "无人", "拒绝"]
    assert PhotoKind("papers").label == "申报检测资料"


Answers = Current[str]


def put(current: Answers, entry: str, person: str, content: str, base: int) -> tuple[Merged, Answers]:
    merge = merge_answer(current, Given(entry, person, content), base)
    return merge.outcome, merge.now


def kept(current: Answers) -> dict[str, str]:
    return {given.person: given.content for given in current.standing}


def test_one_person_alone() -> None:
    outcome, now = put(Answers(), "e1", "甲", "met", 0)
    assert (outcome, now.revision, kept(now)) == (Merged.ACCEPTED, 1, {"甲": "met"})
    outcome, now = put(now, "e2", "甲", "unmet", 0)
    assert (outcome, now.revision, kept(now)) == (Merged.ACCEPTED, 2, {"甲": "unmet"})
    assert put(now, "e1", "甲", "met", 0) == (Merged.REPEATED, now)


def test_a_colleague_who_saw_it_replaces_it() -> None:
    _, now = put(Answers(), "e1", "甲", "met", 0)
    outcome, now = put(now, "e2", "乙", "unmet", 1)
    assert (outcome, kept(now), now.conflict) == (Merged.ACCEPTED, {"乙": "unmet"}, False)


def test_a_colleague_who_did_not_see_it_is_a_conflict_until_one_settles_it() -> None:
    _, now = put(Answers(), "e1", "甲", "met", 0)
    outcome, now = put(now, "e2", "乙", "unmet", 0)
    assert (outcome, kept(now), now.revision) == (Merged.CONFLICT, {"甲": "met", "乙": "unmet"}, 2)
    assert now.conflict
    assert put(now, "e2", "乙", "unmet", 0) == (Merged.REPEATED, now)
    outcome, now = put(now, "e3", "甲", "mostly", 2)
    assert (outcome, kept(now), now.conflict) == (Merged.ACCEPTED, {"甲": "mostly"}, False)


def test_the_same_content_is_no_conflict() -> None:
    _, now = put(Answers(), "e1", "甲", "met", 0)
    outcome, now = put(now, "e2", "乙", "met", 0)
    assert (outcome, now.conflict) == (Merged.ACCEPTED, False)


def test_a_revision_that_never_was_counts_as_nothing_seen() -> None:
    _, now = put(Answers(), "e1", "甲", "met", 0)
    outcome, now = put(now, "e2", "乙", "unmet", 9)
    assert (outcome, kept(now)) == (Merged.CONFLICT, {"甲": "met", "乙": "unmet"})


CONTENTS = st.lists(st.sampled_from(["met", "mostly", "unmet"]), max_size=4)


@given(CONTENTS, CONTENTS, st.randoms())
def test_two_offline_phones_keep_the_same_values_in_any_order(
    one: list[str], other: list[str], random: object
) -> None:
    """Each phone sends its own oldest first; how the two interleave is the network's choice."""

    def play(order: list[str]) -> tuple[dict[str, str], bool]:
        queues = {"甲": list(enumerate(one)), "乙": list(enumerate(other))}
        now = Answers()
        for person in order:
            number, content = queues[person].pop(0)
            _, now = put(now, f"{person}{number}", person, content, 0)
        assert now.revision == len(order)
        return kept(now), now.conflict

    first = ["甲"] * len(one) + ["乙"] * len(other)
    mixed = list(first)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    values, conflict = play(first)
    assert play(mixed) == (values, conflict)
    assert values == {person: last[-1] for person, last in (("甲", one), ("乙", other)) if last}
    assert conflict == (len(set(values.values())) == 2)


SENT = st.tuples(st.sampled_from("甲乙"), st.sampled_from(["met", "unmet"]), st.integers(0, 3))


@given(st.lists(SENT, max_size=12), st.sets(st.integers(0, 11)))
def test_sending_again_changes_nothing_and_nothing_unseen_is_dropped(
    sent: list[tuple[str, str, int]], again: set[int]
) -> None:
    now, twice = Answers(), Answers()
    for number, (person, content, behind) in enumerate(sent):
        base = max(0, now.revision - behind)
        before = now
        _, now = put(now, str(number), person, content, base)
        _, twice = put(twice, str(number), person, content, base)
        if number in again:
            outcome, twice = put(twice, str(number), person, content, base)
            assert outcome is Merged.REPEATED
        unseen = {value for value in before.standing if value.person != person and value.revision > base}
        assert unseen <= set(now.standing)
    assert twice == now


@pytest.mark.parametrize("count", [1, 5])
def test_the_newest_stands_last(count: int) -> None:
    now = Answers()
    for number in range(count):
        _, now = put(now, str(number), "甲乙"[number % 2], str(number), 0)
    assert now.standing[-1].content == str(count - 1)
