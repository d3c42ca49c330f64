"""The life of a document in words."""

from __future__ import annotations

import json
from typing import Any

from webapp.audit.words import action_name

NOTES = ("reason", "note", "name", "number", "supersedes")


def events(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The trail of a document with a title, and what people should know of each step."""
    return [row | {"title": action_name(row["action"]), "note": _note(row)} for row in rows]


def _note(row: dict[str, Any]) -> str:
    after = json.loads(row["after"] or "{}")
    if not isinstance(after, dict):
        return ""
    return "；".join(str(after[name]) for name in NOTES if after.get(name))
