"""One line tells the life of a finding, out of the events that its changes wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.audit.queries import history
from webapp.evidence.views import Shot
from webapp.findings.gallery import Gallery
from webapp.findings.rules import Recheck, ReportKind, Source

Row = dict[str, Any]

# action → words, colour, icon
TITLES = {
    "opened": ("发现问题", "grey", "flag"),
    "progressed": ("企业报告整改进展", "blue", "send"),
    "reported": ("企业报告整改完成", "blue", "send"),
    "extension_asked": ("企业申请延期", "amber", "calendar"),
    "objected": ("企业提出异议", "amber", "alert"),
    "withdrawn": ("企业撤回报告", "amber", "undo"),
    "closed": ("销号", "green", "check"),
    "returned": ("退回，继续整改", "amber", "undo"),
    "extended": ("同意延期", "blue", "calendar"),
    "extension_refused": ("不同意延期", "amber", "x"),
    "objection_upheld": ("异议成立，问题作废", "grey", "x"),
    "objection_refused": ("异议不成立", "amber", "x"),
    "rechecked": ("现场复查", "blue", "search"),
    "reassigned": ("改派负责人", "grey", "users"),
    "terminated": ("终止", "grey", "x"),
    "voided": ("作废", "grey", "x"),
    "reopened": ("复查作废，恢复为未销号", "amber", "undo"),
    "recheck_voided": ("复查作废", "grey", "undo"),
}

SENT = {"progressed", "reported", "extension_asked", "objected"}


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
    action = event["action"].removeprefix("finding.")
    before, after = (json.loads(event[name] or "{}") for name in ("before", "after"))
    title, colour, icon = TITLES.get(action, (event["action"], "grey", "circle"))
    entry = Entry(title, event["at"], event["name"], colour, icon)
    if action == "opened":
        entry.title = f"{Source(after.get('source', Source.VISIT)).label}发现问题"
        entry.photos = pictures.before
        if after.get("corrected_on_site"):
            entry.title, entry.colour, entry.icon = f"{entry.title}，现场已改正", "green", "check"
            entry.photos = [*pictures.before, *pictures.on_site]
            entry.lines.append(after["on_site_note"])
        else:
            entry.lines.append(f"整改期限 {after['due_on']}")
    if action == "rechecked":
        result = Recheck(after["result"])
        entry.title = f"现场复查：{result.label}"
        entry.colour, entry.icon = ("green", "check") if result is Recheck.FIXED else ("amber", "undo")
        entry.photos = pictures.rechecks.get(after.get("inspection", ""), [])
        if after.get("own_side"):
            entry.lines.append("复查人开通过报告人的账号，复查结果不直接销号或退回，由另一名监督人员办理。")
    if action == "withdrawn":
        entry.title = f"企业撤回：{ReportKind(after['kind']).label}"
    if action in SENT:
        entry.photos = pictures.reports.get(after.get("report", ""), [])
    if action == "terminated":
        entry.photos = pictures.proof
    entry.lines += _lines(action, before, after)
    return entry


def _lines(action: str, before: Row, after: Row) -> list[str]:
    lines = []
    if after.get("percent") is not None:
        lines.append(f"已完成 {after['percent']}%")
    if action == "extension_asked" and after.get("asked_due"):
        lines.append(f"希望延期到 {after['asked_due']}")
    if action != "opened" and after.get("due_on"):
        lines.append(f"整改期限由 {before.get('due_on')} 改为 {after['due_on']}")
    if action != "opened" and after.get("round"):
        lines.append(f"进入第 {after['round']} 轮整改")
    if after.get("text"):
        lines.append(after["text"])
    return lines
