"""The words people read for actions, things and fields of events."""

import json
from collections.abc import Mapping
from typing import Any

from webapp.audit.vocabulary import ACTIONS, FIELDS, THINGS, VALUES


def action_name(action: str) -> str:
    """The words for an action; the action itself when there are none yet."""
    return ACTIONS.get(action, action)


def thing_name(thing: str) -> str:
    """The words for a kind of thing."""
    return THINGS.get(thing, thing)


def value_text(value: Any) -> str:
    """A value as people read it: lists in a row, dicts as name：value."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "；".join(f"{FIELDS.get(key, key)}：{value_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "、".join(value_text(item) for item in value)
    return str(value)


def changes(
    before: str | None,
    after: str | None,
    thing: str = "",
    names: Mapping[str, Mapping[Any, str]] | None = None,
) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, of the two texts of an event; `names` are more words by field and value."""
    old, new = _loaded(before), _loaded(after)

    def words(field: str, value: Any) -> str:
        known: Mapping[Any, str] = VALUES.get((thing, field)) or (names or {}).get(field) or {}
        return known.get(value, "") if isinstance(value, str | int) and value in known else value_text(value)

    return [
        (FIELDS.get(field, field), words(field, old.get(field)), words(field, new.get(field)))
        for field in dict.fromkeys([*old, *new])
    ]


def _loaded(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}
