"""What the numbers of rows in events mean to people: each is looked up once for a page of the trail.

The tables belong to other rooms, so they are read as SQL, with as many statements as there are kinds of rows on the page.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from webapp.accounts.rules import BUREAU_KINDS, ROLES
from webapp.accounts.trail.words import finding_name, paper_name, report_name, target_name, visit_name
from webapp.audit.words import loaded
from webapp.db import sql
from webapp.db.sql.statement import marks

Row = dict[str, Any]
Found = dict[str, dict[Any, str]]

_PEOPLE = (
    "person", "lead", "second", "responsible", "found_by", "ended_by", "issued_by", "created_by", "answered_by", "used_by",
    "voided_by", "submitted_by", "withdrawn_by", "noted_by", "added_by", "received_by",
)  # fmt: skip
# Which kind of row a field of an event speaks of.
FIELDS = dict.fromkeys(_PEOPLE, "person") | {
    "enterprise": "enterprise",
    "enterprises": "enterprise",
    "inspection": "inspection",
    "copy": "inspection",
    "copy_of": "inspection",
    "finding": "finding",
    "findings": "finding",
    "report": "report",
    "version": "checklist_version",
    "checklist": "checklist",
    "document": "document",
    "violation": "violation",
    "area": "area",
    "industry": "industry",
    "factor": "hazard_factor",
    "hazards": "hazard_factor",
}
_QUERIES = {
    "person": ("SELECT id, name FROM person WHERE id IN ({})", None),
    "enterprise": ("SELECT id, name FROM enterprise WHERE id IN ({})", None),
    "inspection": (
        "SELECT i.id, i.kind, i.started_at, i.began_at, e.name FROM inspection i "
        "JOIN enterprise e ON e.id = i.enterprise WHERE i.id IN ({})",
        visit_name,
    ),
    "finding": ("SELECT id, number, requirement FROM finding WHERE id IN ({})", finding_name),
    "report": (
        "SELECT r.id, r.kind, r.sent_at, p.name FROM report r JOIN person p ON p.id = r.person WHERE r.id IN ({})",
        report_name,
    ),
    "document": ("SELECT id, title, number FROM document WHERE id IN ({})", paper_name),
    "checklist": ("SELECT id, title AS name FROM checklist WHERE id IN ({})", None),
    "checklist_version": (
        "SELECT v.id, v.number, c.title FROM checklist_version v JOIN checklist c ON c.id = v.checklist "
        "WHERE v.id IN ({})",
        lambda row: f"{row['title']}（第 {row['number']} 版）",
    ),
    "day_list": (
        'SELECT id, "on", title FROM day_list WHERE id IN ({})',
        lambda row: " ".join(str(part) for part in (row["on"], row["title"]) if part),
    ),
    "violation": ("SELECT code AS id, text AS name FROM violation WHERE code IN ({})", None),
    "area": ("SELECT code AS id, full_name AS name FROM area WHERE code IN ({})", None),
    "industry": ("SELECT code AS id, name FROM industry WHERE code IN ({})", None),
    "hazard_factor": ("SELECT code AS id, name FROM hazard_factor WHERE code IN ({})", None),
    "qr_code": ("SELECT id, short_code AS name FROM qr_code WHERE id IN ({})", None),
}
_LONG = frozenset({"inspection", "report", "document"})
_CODED = frozenset({"violation", "area", "industry", "hazard_factor"})


async def named(rows: list[Row]) -> Found:
    """By field, the words for the values of these events; and each row gets `title`, what it is about."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        _wants(wanted, row["thing"], row["thing_id"])
        for told in (loaded(row["before"]), loaded(row["after"])):
            _walk(wanted, told)
    found = {kind: await _look(kind, keys) for kind, keys in wanted.items() if kind in _QUERIES}
    bureaus = {row["id"]: row["name"] for row in await sql("SELECT id, name FROM bureau")}
    for row in rows:
        row["title"] = _title(row, {**found, "bureau": bureaus})
    names: Found = {field: found[kind] for field, kind in FIELDS.items() if kind in found}
    names |= {"owner": _owners(rows, found), "target": _targets(rows, found), "slot": _slots(rows)}
    return names | {
        "role": ROLES,
        "bureau": bureaus,
        "authority": bureaus,
        "parent": bureaus,
        "kind": BUREAU_KINDS,
    }


def _wants(wanted: dict[str, set[Any]], kind: str, value: Any) -> None:
    """A number or a code that names a row; nothing for what is none."""
    if kind not in _QUERIES or isinstance(value, bool):
        return
    if kind in _CODED:
        if isinstance(value, str):
            wanted[kind].add(value)
    elif kind in _LONG:
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            wanted[kind].add(value)
    elif str(value).isdecimal() and int(value) < 2**31:
        wanted[kind].add(int(value))


def _walk(wanted: dict[str, set[Any]], told: Row) -> None:
    for field, value in told.items():
        if isinstance(value, dict):
            _walk(wanted, value)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _walk(wanted, one)
            elif field == "owner" and isinstance(one, str):
                _wants(wanted, *(one.partition(" ")[::2]))
            elif field == "target" and isinstance(one, str):
                kind, _, key = one.partition(":")
                _wants(wanted, "finding" if kind == "recheck" else "", key)
            elif field in FIELDS:
                _wants(wanted, FIELDS[field], one)


async def _look(kind: str, keys: set[Any]) -> dict[Any, str]:
    text, word = _QUERIES[kind]
    some = sorted(keys)
    asked = [UUID(key) for key in some] if kind in _LONG else some
    rows = await sql(text.replace("{}", marks(some)), *asked)
    found: dict[Any, str] = {}
    for row in rows:
        key = str(row["id"]) if kind in _LONG else row["id"]
        found[key] = word(row) if word else row["name"]
    return found


def _title(row: Row, found: Found) -> str:
    known = found.get(row["thing"], {})
    key: Any = row["thing_id"]
    if key.isdecimal() and int(key) in known:
        key = int(key)
    if row["thing"] in {"document_style", "document_template"}:
        first = key.replace("/", " ").split(" ", 1)[0]
        return found["bureau"].get(int(first), "") if first.isdecimal() else ""
    return known.get(key, "")


def _values(rows: list[Row], field: str) -> set[str]:
    told = (loaded(row[side]).get(field) for row in rows for side in ("before", "after"))
    return {value for value in told if isinstance(value, str) and value}


def _owners(rows: list[Row], found: Found) -> dict[Any, str]:
    kinds = {"inspection": "检查", "report": "整改报告", "document": "文书", "finding": "问题"}
    known: dict[Any, str] = {}
    for value in _values(rows, "owner"):
        kind, _, key = value.partition(" ")
        name = found.get(kind, {}).get(int(key) if key.isdecimal() else key, "")
        known[value] = f"{kinds.get(kind, '')} {name}".strip()
    return known


def _targets(rows: list[Row], found: Found) -> dict[Any, str]:
    return {value: target_name(value, found.get("finding", {})) for value in _values(rows, "target")}


def _slots(rows: list[Row]) -> dict[Any, str]:
    return {value: target_name(f"slot:{value}", {}) for value in _values(rows, "slot") | _values(rows, "key")}
