"""How the trail names a row of another room, from its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.audit.declared import words_of
from webapp.clock import local

Row = dict[str, Any]
_SHORT = 40
_SLOTS = {"sign": "警示标识", "ppe": "个体防护用品"}


def visit_name(row: Row) -> str:
    day = row["began_at"] or row["started_at"]
    kind = words_of("inspection", "kind").get(row["kind"], "")
    return " ".join(part for part in (f"{local(day):%Y-%m-%d}" if day else "", kind, row["name"]) if part)


def finding_name(row: Row) -> str:
    text: str = row["requirement"]
    return f"第 {row['number']} 项 {text[:_SHORT]}{'…' if len(text) > _SHORT else ''}"


def report_name(row: Row) -> str:
    kind = words_of("report", "kind").get(row["kind"], "未提交")
    return f"{local(row['sent_at']):%Y-%m-%d} {kind} {row['name']}"


def paper_name(row: Row) -> str:
    return f"{row['title']} {row['number']}".strip()


def target_name(target: str, findings: Mapping[Any, str]) -> str:
    """What a photo shows: see webapp/inspections/rules/targets.py."""
    kind, _, key = target.partition(":")
    if kind == "item":
        return f"检查项 {key}"
    if kind == "slot":
        which, _, names = key.partition(":")
        return f"{_SLOTS.get(which, '')} {names.replace('/', ' 或 ')}".strip()
    if kind == "recheck":
        found = findings.get(int(key), "") if key.isdecimal() else ""
        return f"复查 {found}".strip()
    return {"finding": "问题（整改前）", "after": "问题（现场改正后）"}.get(kind, "")
