"""The words people read for actions, things and fields of events."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.audit.declared import all_events, event_named, thing_named, words_of
from webapp.audit.former import FORMER
from webapp.audit.vocabulary import FIELDS, HIDDEN, VALUES
from webapp.clock import moment

Names = Mapping[str, Mapping[Any, str]]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def action_name(action: str) -> str:
    """The words for an action; the action itself when there are none."""
    event = event_named(action)
    return event.word if event else FORMER.get(action, action)


def thing_name(thing: str) -> str:
    """The words for a kind of thing."""
    declared = thing_named(thing)
    return declared.word if declared else thing


def action_choices() -> list[tuple[str, str]]:
    """(action, words) of whatever may stand in the trail, for a select box."""
    return [*((event.action, event.word) for event in all_events()), *FORMER.items()]


def thing_choices() -> list[tuple[str, str]]:
    """(thing, words) of what events are about."""
    return list({event.of.name: event.of.word for event in all_events()}.items())


def value_text(value: Any, thing: str = "", field: str = "", names: Names | None = None) -> str:
    """A value as people read it: lists in a row, dicts as name：value, moments in China; `names` as in changes()."""
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        told = {key: value_text(item, thing, key, names) for key, item in value.items() if key not in HIDDEN}
        return "；".join(f"{FIELDS.get(key, key)}：{text}" for key, text in told.items())
    if isinstance(value, list):
        return "、".join(value_text(item, thing, field, names) for item in value)
    known = _known(thing, field, names)
    if isinstance(value, str | int) and value in known:
        return known[value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value), "%Y-%m-%d %H:%M:%S")
    return str(value)


def changes(
    before: str | None,
    after: str | None,
    thing: str = "",
    names: Names | None = None,
) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, of the two texts of an event; `names` are more words by field and value."""
    old, new = loaded(before), loaded(after)
    return [
        (
            FIELDS.get(field, field),
            value_text(old.get(field), thing, field, names),
            value_text(new.get(field), thing, field, names),
        )
        for field in dict.fromkeys([*old, *new])
        if field not in HIDDEN
    ]


def loaded(text: str | None) -> dict[str, Any]:
    """What an event keeps of before or after, by field."""
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}


def _known(thing: str, field: str, names: Names | None) -> Mapping[Any, str]:
    return words_of(thing, field) or (names or {}).get(field) or VALUES.get(field) or {}
