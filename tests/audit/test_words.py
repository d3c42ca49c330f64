"""Every action that any room records has words, and what changed is told without JSON."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec

from webapp.audit.vocabulary import ACTIONS, FIELDS, THINGS, VALUES
from webapp.audit.words import action_name, changes, value_text
from webapp.checklists import rules as checklists
from webapp.enterprises import rules as enterprises
from webapp.findings import rules as findings
from webapp.inspections import rules as inspections
from webapp.settings import PROJECT

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
THING_PREFIXES = {action.partition(".")[0] for action in ACTIONS}


def recorded() -> set[str]:
    """Texts of the form thing.participle in the sources: first words of record(), and those passed on to it."""
    found: set[str] = set()
    for path in sorted((PROJECT / "webapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 1:
                found |= {part.value for part in ast.walk(node.args[1]) if isinstance(part, ast.Constant)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                prefix, _, participle = node.value.partition(".")
                if prefix in THING_PREFIXES and participle not in {"id", "html", "py", "typ", "csv"}:
                    found.add(node.value)
    if find_spec("webapp.findings.timeline"):
        found |= {f"finding.{action}" for action in import_module("webapp.findings.timeline").TITLES}
    return {action for action in found if isinstance(action, str) and ACTION.fullmatch(action)}


def test_every_recorded_action_has_words():
    actions = recorded()
    assert "person.logged_in" in actions
    assert sorted(actions - set(ACTIONS)) == []


def test_words_are_not_shared_by_different_actions_of_a_thing():
    for thing in THING_PREFIXES:
        words = [word for action, word in ACTIONS.items() if action.startswith(f"{thing}.")]
        assert len(words) == len(set(words)), thing


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
        assert VALUES[key] == dict(labelled.choices()), key
    assert changes('{"state": "open"}', '{"state": "closed"}', "finding") == [("状态", "待整改", "已销号")]


def test_an_unknown_action_is_shown_as_it_is():
    assert action_name("thing.happened") == "thing.happened"
    assert THINGS["finding"] == "问题"
