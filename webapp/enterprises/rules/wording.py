"""Stored values in the words that people read."""

from collections.abc import Mapping
from typing import Any

from webapp.enterprises.rules import Registration, Severity, Size, Status

# The word for each code of the closed lists.
WORDS: dict[str, dict[str, str]] = {
    "size": dict(Size.choices()),
    "status": dict(Status.choices()),
    "registration": dict(Registration.choices()),
    "severity": dict(Severity.choices()),
}


def label(column: str, value: str) -> str:
    """The word for a code of one of the closed lists; "" for none, an unknown code as it is."""
    return WORDS[column].get(value, value)


def shown_value(column: str, value: Any, names: Mapping[str, str] | None = None) -> str:
    """A value of a column as a timeline or a comparison shows it; `names` of codes and ids, where there are any."""
    names = names or {}
    if value is None or value in ("", [], {}):
        return "（空）"
    if column in WORDS:
        return label(column, value)
    if isinstance(value, dict):
        shown = [(names.get(key, key), people) for key, people in value.items()]
        return "、".join(f"{name}（{people} 人）" if people is not None else name for name, people in shown)
    if isinstance(value, list):
        return "、".join(names.get(str(item), str(item)) for item in value)
    return names.get(str(value), str(value))
