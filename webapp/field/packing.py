"""GET /field/pack: which pages and photos somebody needs where there is no signal. A few statements, however much."""

import hashlib
import json
from collections import defaultdict
from datetime import timedelta
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.clock import now
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.field import queries
from webapp.findings.queries import COLUMNS, LIVE, dressed
from webapp.findings.tables import Finding
from webapp.inspections.queries.items import versions
from webapp.inspections.tables import Inspection
from webapp.inspections.views.places import open_view
from webapp.subjects import Subject

MOST_ENTERPRISES = 60
MOST_FINDINGS = 400
MOST_PHOTOS = 300
RECENT = timedelta(days=60)
# What every trip needs; the form's own page serves all visits.
ALWAYS = ("/tasks", "/scan", "/me", "/field/sync", "/field/start", "/field/form")
# What an assistant is not shown.
FOR_OFFICERS = ("/findings",)
PAGES = ("/enterprises/{}", "/enterprises/{}/visit", "/enterprises/{}/no-access", "/field/form?enterprise={}")


async def pack(user: User) -> dict[str, Any]:
    """The pack as docs/protocol.md describes it, but for its time: `tag` changes when anything else does."""
    ids = await _wanted(user)
    rows = await _enterprises(user, ids)
    present = [row["id"] for row in rows]
    codes, findings = await _codes(present), await _findings(present)
    views = await open_view(findings)
    shown = defaultdict(list)
    for view in views:
        shown[view.row["enterprise"]].append(view)
    photos = [shot.thumb_url for view in views for shot in view.photos if not shot.is_file][:MOST_PHOTOS]
    lists = await versions(Subject.EMPLOYER)
    standard = next((row for row in lists if row["is_default"] or len(lists) == 1), None)
    body: dict[str, Any] = {
        "user": user.id,
        "checklist": {"version": standard["id"], "title": standard["title"], "number": standard["number"]} if standard else None,
        "enterprises": [
            {
                "id": row["id"], "name": row["name"], "workplace": row["workplace"], "address": row["address"],
                "tokens": [code["token"] for code in codes[row["id"]]],
                "short_codes": [code["short_code"] for code in codes[row["id"]]],
                "findings": [
                    {
                        "id": view.row["id"], "item": view.row["item_code"], "fact": view.row["fact"][:200],
                        "due_on": view.row["due_on"].isoformat() if view.row["due_on"] else None,
                        "thumbnails": [shot.thumb_url for shot in view.photos if not shot.is_file],
                    }
                    for view in shown[row["id"]]
                ],
            }
            for row in rows
        ],
        "pages": [*ALWAYS, *(FOR_OFFICERS if user.role != "assistant" else ()), *(page.format(pk) for pk in present for page in PAGES)],
        "photos": list(dict.fromkeys(photos)),
    }  # fmt: skip
    body["tag"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
    return body


async def _wanted(user: User) -> list[int]:
    """Enterprises of the coming day lists, then those of drafts and of the last weeks, newest first."""
    lists = await queries.tasks(user)
    rows = await (
        Inspection.select(Inspection.enterprise)
        .where((Inspection.lead == user.id) | (Inspection.second == user.id))
        .where((Inspection.began_at >= now() - RECENT) | (Inspection.state == "draft"))
        .order_by(Inspection.began_at, ascending=False)
        .limit(5 * MOST_ENTERPRISES)
    )
    ids = [entry["id"] for one in lists for entry in one["entries"]] + [row["enterprise"] for row in rows]
    return list(dict.fromkeys(ids))[:MOST_ENTERPRISES]


async def _enterprises(user: User, ids: list[int]) -> list[dict[str, Any]]:
    if not ids:
        return []
    rows = await Enterprise.select(
        Enterprise.id, Enterprise.name, Enterprise.workplace, Enterprise.address
    ).where(Enterprise.id.is_in(ids) & enterprise_condition(user, Enterprise))
    found = {row["id"]: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


async def _codes(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if ids:
        rows = await (
            QrCode.select(QrCode.enterprise, QrCode.token, QrCode.short_code)
            .where(QrCode.enterprise.is_in(ids) & QrCode.revoked_at.is_null())
            .order_by(QrCode.id)
        )
        for row in rows:
            found[row["enterprise"]].append(row)
    return found


async def _findings(ids: list[int]) -> list[dict[str, Any]]:
    if not ids:
        return []
    rows = await (
        Finding.select(*COLUMNS)
        .where(Finding.enterprise.is_in(ids) & Finding.state.is_in(LIVE))
        .order_by(Finding.due_on, Finding.id)
        .limit(MOST_FINDINGS)
    )
    return [dressed(row) for row in rows]
