"""What changed is told without JSON, and codes in the words of their rooms."""

from webapp.audit.declared import words_of
from webapp.audit.vocabulary import FIELDS
from webapp.audit.words import action_name, changes, thing_name, value_text
from webapp.checklists import rules as checklists
from webapp.enterprises import rules as enterprises
from webapp.findings import rules as findings
from webapp.inspections import rules as inspections


def test_changes_are_told_in_words():
    told = changes(
        '{"name": "旧", "extra": {"note": "甲"}}', '{"name": "新", "ok": true, "list": [1, null, "乙"]}'
    )
    assert told == [
        (FIELDS["name"], "旧", "新"),
        ("extra", f"{FIELDS['note']}：甲", ""),
        ("ok", "", "是"),
        ("list", "", "1、、乙"),
    ]
    assert changes(None, None) == []
    assert changes(None, '"文字"') == [("", "", "文字")]
    assert value_text(False) == "否"


def test_codes_of_other_rooms_have_their_labels():
    rooms = {
        ("finding", "state"): findings.State,
        ("finding", "source"): findings.Source,
        ("finding", "handling"): findings.Handling,
        ("finding", "result"): findings.Recheck,
        ("inspection", "kind"): inspections,  # its choices() are those of the kinds
        ("inspection", "outcome"): inspections.Outcome,
        ("inspection", "result"): checklists.Result,
        ("enterprise", "status"): enterprises.Status,
        ("enterprise", "size"): enterprises.Size,
        ("enterprise", "severity"): enterprises.Severity,
    }
    for key, labelled in rooms.items():
        assert words_of(*key) == dict(labelled.choices()), key
    assert changes('{"state": "open"}', '{"state": "closed"}', "finding") == [("状态", "待整改", "已销号")]


def test_an_unknown_action_is_shown_as_it_is():
    assert action_name("thing.happened") == "thing.happened"
    assert thing_name("finding") == "问题"
