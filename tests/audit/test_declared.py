"""Every event is declared once, beside the verbs that record it: none undeclared, none that nothing records."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.audit.doings import everything
from tests.conftest import ClientFor
from webapp import told
from webapp.audit import SYSTEM, Event, Thing, record
from webapp.audit.declared import all_events, declare, event_named
from webapp.audit.former import FORMER
from webapp.audit.words import action_choices, action_name
from webapp.db import sql, transaction
from webapp.enterprises.queries.timeline import entry
from webapp.settings import PROJECT

SOURCES = {path: ast.parse(path.read_text()) for path in sorted((PROJECT / "webapp").rglob("*.py"))}
# What an event is handed to that records it: record() itself, and the verbs' helpers that end in it.
RECORDING = {"record", "note", "write", "_tell", "_store", "_deliver", "tell", "Events", "Decision"}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts)


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def _name(module: ModuleType, event: Event) -> str:
    return next(name for name, one in vars(module).items() if one is event)


def test_whatever_declares_events_is_listed() -> None:
    making = {_module(path) for path, tree in SOURCES.items() if any(_calls(tree, "Event"))}
    assert making == {module.__name__ for module in told.EVENTS}
    assert all(name.endswith(".events") for name in making)


def test_every_declared_event_is_recorded_by_the_sources() -> None:
    """By a verb, through a name that it imports from the declarations; not by the demo alone, nor by those who only read."""
    used: set[Event] = set()
    for path, tree in SOURCES.items():
        if {"demo", "reminders"} & set(path.parts) or path.name in {"events.py", "timeline.py", "reading.py"}:
            continue
        names = {
            alias.asname or alias.name: getattr(import_module(node.module), alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".events")
            for alias in node.names
        }
        loaded = {node.id for node in _recorded(tree) if isinstance(node, ast.Name) and node.id in names}
        used |= {names[name] for name in loaded if isinstance(names[name], Event)}
    unused = {event.action for event in all_events()} - {event.action for event in used}
    assert sorted(unused) == []


def test_no_action_is_written_out_a_second_time() -> None:
    """Who looks for an event in the trail takes its name from the declaration too."""
    actions = {event.action for event in all_events()}
    found = {
        f"{path.name}: {node.value[:60]}"
        for path, tree in SOURCES.items()
        if path.name != "events.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in actions or any(f"'{action}'" in node.value for action in actions)
    }
    assert sorted(found) == []


def _recorded(tree: ast.AST) -> Iterator[ast.AST]:
    """Whatever may stand for the event of a call that records: its arguments, choices, tables, defaults."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING:
            for part in [*node.args, *(one.value for one in node.keywords)]:
                yield from ast.walk(part)
        elif isinstance(node, ast.Assign | ast.For):
            yield from ast.walk(node.value if isinstance(node, ast.Assign) else node.iter)
        elif isinstance(node, ast.arguments):
            yield from (one for one in [*node.defaults, *node.kw_defaults] if one)


def test_words_are_not_shared_by_different_events_of_a_thing() -> None:
    for module in told.EVENTS:
        told_by_thing: dict[str, list[str]] = {}
        for event in (one for one in vars(module).values() if isinstance(one, Event)):
            told_by_thing.setdefault(event.of.name, []).append(event.word)
        for thing, words in told_by_thing.items():
            assert len(words) == len(set(words)), (module.__name__, thing)


def test_what_is_stored_is_a_thing_and_a_participle() -> None:
    icons = (PROJECT / "static/icons/sprite.svg").read_text()
    for event in all_events():
        assert event.action.replace("_", "").replace(".", "", 1).isalpha(), event.action
        assert event.word
        assert event.colour in {"grey", "blue", "green", "amber", "red"}
        assert f'id="{event.icon}"' in icons, event.icon
        assert len(event.action) <= 60
        assert len(event.of.name) <= 30


async def test_nothing_undeclared_is_recorded(db: None) -> None:
    with pytest.raises(TypeError, match="no declared event"):
        async with transaction():
            await record(SYSTEM, "finding.closed", 1)  # type: ignore[arg-type]


async def test_enterprise_and_bureau_come_from_the_row(db: None) -> None:
    closed = event_named("finding.closed")
    assert closed is not None
    async with transaction():
        await record(SYSTEM, closed, {"id": 7, "enterprise": 3, "bureau": 2, "state": "closed"})
        await record(SYSTEM, closed, {"id": 8, "enterprise": 3, "bureau": 2}, bureau=1)
        await record(SYSTEM, closed, 9, after={"text": "x"})
    rows = await sql("SELECT action, thing, thing_id, enterprise, bureau FROM event ORDER BY id DESC LIMIT 3")
    same = {"action": "finding.closed", "thing": "finding"}
    assert [dict(row) for row in reversed(rows)] == [
        same | {"thing_id": "7", "enterprise": 3, "bureau": 2},
        same | {"thing_id": "8", "enterprise": 3, "bureau": 1},
        same | {"thing_id": "9", "enterprise": None, "bureau": None},
    ]


async def test_whatever_people_do_is_declared(client_for: ClientFor) -> None:
    await everything(client_for)
    rows = await sql("SELECT DISTINCT action, thing FROM event")
    assert len(rows) >= 30
    for row in rows:
        event = event_named(row["action"])
        assert event and event.of.name == row["thing"], row


def test_one_name_is_declared_once() -> None:
    twin = ModuleType("twin")
    twin.__dict__["CLOSED"] = Event("finding.closed", "关闭", Thing("finding", "问题"))
    with pytest.raises(RuntimeError, match="twice"):
        declare(twin)
    declare(*told.EVENTS)  # again: nothing changes


def test_who_reads_without_declaring_is_told_so() -> None:
    """Not a page full of codes: a process that forgot to declare fails at the first word."""
    code = "from webapp.audit.words import action_name; action_name('finding.closed')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no events are declared" in done.stderr
    code = "from webapp.told import declare_events; declare_events(); " + code.replace(
        "action_name('", "print(action_name('"
    )
    done = subprocess.run([sys.executable, "-c", code + ")"], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "销号"


def test_what_earlier_versions_recorded_still_reads_in_words() -> None:
    declared = {event.action for event in all_events()}
    assert not declared & set(FORMER)
    assert action_name("finding.extension_granted") == "批准延期"
    choices = dict(action_choices())
    assert set(choices) == declared | set(FORMER)
    assert choices["finding.closed"] == "销号"
    row = {
        "action": "day_list.created", "thing": "day_list", "thing_id": "1", "at": None, "name": "系统", "before": None,
        "after": None,
    }  # fmt: skip
    assert entry(row, {}).title == "新建任务"
