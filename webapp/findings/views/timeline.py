"""One line tells the life of a finding, out of the events that its changes wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.audit.declared import event_named
from webapp.audit.queries import history
from webapp.audit.words import action_name
from webapp.evidence.views import Shot
from webapp.findings.events import (
    EXTENSION_ASKED,
    OBJECTED,
    OPENED,
    PROGRESSED,
    RECHECKED,
    REPORTED,
    TERMINATED,
    WITHDRAWN,
)
from webapp.findings.rules import Recheck, ReportKind, Source
from webapp.findings.views.gallery import Gallery

Row = dict[str, Any]

SENT = {event.action for event in (PROGRESSED, REPORTED, EXTENSION_ASKED, OBJECTED)}


@dataclass
class Entry:
    """One step: words, colour and icon as in web/_parts.html, lines of text, photos."""

    title: str
    at: datetime
    who: str
    colour: str
    icon: str
    lines: list[str] = field(default_factory=list)
    photos: list[Shot] = field(default_factory=list)


async def timeline(finding: Row, pictures: Gallery) -> list[Entry]:
    """Oldest first."""
    return [_entry(event, pictures) for event in await history("finding", finding["id"])]


def _entry(event: Row, pictures: Gallery) -> Entry:
    action, declared = event["action"], event_named(event["action"])
    before, after = (json.loads(event[name] or "{}") for name in ("before", "after"))
    colour, icon = (declared.colour, declared.icon) if declared else ("grey", "circle")
    entry = Entry(action_name(action), event["at"], event["name"], colour, icon)
    if action == OPENED.action:
        entry.title = f"{Source(after.get('source', Source.VISIT)).label}发现问题"
        entry.photos = pictures.before
        if after.get("corrected_on_site"):
            entry.title, entry.colour, entry.icon = f"{entry.title}，现场已改正", "green", "check"
            entry.photos = [*pictures.before, *pictures.on_site]
            entry.lines.append(after["on_site_note"])
        else:
            entry.lines.append(f"整改期限 {after['due_on']}")
    if action == RECHECKED.action:
        result = Recheck(after["result"])
        entry.title = f"{RECHECKED.word}：{result.label}"
        entry.colour, entry.icon = ("green", "check") if result is Recheck.FIXED else ("amber", "undo")
        entry.photos = pictures.rechecks.get(after.get("inspection", ""), [])
        if after.get("own_side"):
            entry.lines.append("复查人开通过报告人的账号，复查结果不直接销号或退回，由另一名监督人员办理。")
    if action == WITHDRAWN.action:
        entry.title = f"企业撤回：{ReportKind(after['kind']).label}"
    if action in SENT:
        entry.photos = pictures.reports.get(after.get("report", ""), [])
    if action == TERMINATED.action:
        entry.photos = pictures.proof
    entry.lines += _lines(action, before, after)
    return entry


def _lines(action: str, before: Row, after: Row) -> list[str]:
    lines = []
    if after.get("percent") is not None:
        lines.append(f"已完成 {after['percent']}%")
    if action == EXTENSION_ASKED.action and after.get("asked_due"):
        lines.append(f"希望延期到 {after['asked_due']}")
    if action != OPENED.action and after.get("due_on"):
        lines.append(f"整改期限由 {before.get('due_on')} 改为 {after['due_on']}")
    if action != OPENED.action and after.get("round"):
        lines.append(f"进入第 {after['round']} 轮整改")
    if after.get("text"):
        lines.append(after["text"])
    return lines
