"""Every sentence that a visit derives agrees with the record, whatever the record is."""

import re
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from webapp.checklists.rules import Result
from webapp.findings.rules import Recheck
from webapp.inspections.queries.shortcomings import shortcomings
from webapp.inspections.rules import KINDS, PATROL, ROUTINE, SlotResult, slot_words
from webapp.inspections.rules.proposal import left_out, proposed_conclusion
from webapp.inspections.rules.slots import Slot, SlotKind
from webapp.inspections.views import words

INSPECTIONS = [kind for kind in KINDS.values() if kind.opens_findings]
few = st.integers(0, 60)
name = st.sampled_from(["注意防尘", "噪声有害", "防尘口罩", "耳塞"])
slot = st.builds(
    Slot, st.sampled_from(SlotKind), st.tuples(name) | st.tuples(name, name), st.sampled_from(["", "GB 2626"])
)


@st.composite
def counts(draw):
    made = {one: draw(few) for one in ("met", "mostly", "unmet", "na", "findings")}
    return {**made, "on_site": draw(st.integers(0, made["findings"]))}


@given(st.sampled_from(INSPECTIONS), counts(), st.lists(st.sampled_from(Recheck), max_size=5))
def test_the_conclusion_says_the_numbers_of_the_record(kind, given_counts, rechecks):
    said = proposed_conclusion("甲厂", kind, given_counts, rechecks)
    four = [given_counts[one] for one in ("met", "mostly", "unmet", "na")]
    found = re.search(
        r"共检查 (\d+) 项：符合 (\d+) 项，基本符合 (\d+) 项，不符合 (\d+) 项，不适用 (\d+) 项。", said
    )
    assert ([int(one) for one in found.groups()] if found else [0] * 5) == [sum(four), *four]
    problems = re.search(r"发现问题 (\d+) 个", said)
    assert (int(problems[1]) if problems else 0) == given_counts["findings"]
    assert ("未发现新的问题" in said) == (given_counts["findings"] == 0)
    assert ("均已现场改正" in said) == (0 < given_counts["findings"] == given_counts["on_site"])
    asked = re.search(r"复查原有问题 (\d+) 项", said)
    assert (int(asked[1]) if asked else 0) == len(rechecks)
    for result in Recheck if rechecks else ():
        assert f"{result.label} {rechecks.count(result)} 项" in said


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=5), max_size=30))
def test_a_patrol_says_what_it_saw_and_never_that_all_is_well(wanting):
    said = proposed_conclusion("甲厂", PATROL, {}, (), wanting)
    number = re.search(r"疑似问题 (\d+) 处", said)
    assert (int(number[1]) if number else 0) == len(wanting)
    assert "未见异常" not in said
    assert all(one in said for one in wanting[:20])


@given(counts(), counts(), st.text("好。", max_size=5))
def test_own_words_are_warned_of_when_the_record_says_something_else(before, after, more):
    written = proposed_conclusion("甲厂", ROUTINE, before) + more
    assert left_out(written, proposed_conclusion("甲厂", ROUTINE, after)) == (
        proposed_conclusion("甲厂", ROUTINE, before) != proposed_conclusion("甲厂", ROUTINE, after)
    )


@given(slot, st.sampled_from([SlotResult.ABSENT, SlotResult.DAMAGED]))
def test_what_is_said_of_a_sign_is_what_was_seen(one, result):
    said = [slot_words.fact(one, result), slot_words.seen(one, result)]
    for words_of in said:
        assert ("破损" in words_of) == (result is SlotResult.DAMAGED)
        assert ("未" in words_of) == (result is SlotResult.ABSENT)
        assert one.name in words_of
        assert not slot_words.contradicts(result, words_of)
    other = SlotResult.DAMAGED if result is SlotResult.ABSENT else SlotResult.ABSENT
    assert all(slot_words.contradicts(other, words_of) for words_of in said)


@st.composite
def records(draw):
    items = [{"id": at, "code": f"1.{at}", "content": f"内容{at}"} for at in range(draw(st.integers(0, 8)))]
    result = st.sampled_from([None, *Result])
    answers = {
        row["id"]: SimpleNamespace(result=given.value, note=draw(st.sampled_from(["", " ", "缺页", " 少 "])))
        for row in items
        if (given := draw(result))
    }
    keys = draw(st.lists(slot.map(lambda one: one.key), unique=True, max_size=5))
    return SimpleNamespace(
        kind=draw(st.sampled_from([*KINDS.values()])),
        items=items,
        answer=answers.get,
        answers=answers,
        slot_results={key: {"result": draw(st.sampled_from(SlotResult)).value} for key in keys},
    )


@given(records())
def test_every_shortcoming_is_told_once_and_nothing_else(record):
    noted = [one for one in record.answers.values() if one.result == "mostly" and one.note.strip()]
    wanting = [row for row in record.slot_results.values() if row["result"] in ("absent", "damaged")]
    patrol = record.kind is PATROL
    assert len(shortcomings(record)) == len(noted) + (len(wanting) if patrol else 0)
    assert all(any(one.note.strip() in said for said in shortcomings(record)) for one in noted)


@given(st.sampled_from([*KINDS.values()]), st.sampled_from(["draft", "submitted"]), few, few)
def test_a_list_says_how_much_was_found(kind, state, findings, wanting):
    counted = f'{{"findings": {findings}, "slots_wanting": {wanting}}}'
    said = words.found({"kind": kind.value, "state": state, "counts": counted})
    number = wanting if kind is PATROL else findings
    assert (str(number) in said if number else said == "") if state == "submitted" else said == ""
