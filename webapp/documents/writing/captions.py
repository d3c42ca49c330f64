"""What stands under a photo: what it shows, where, when, by whom, and its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webapp.clock import moment
from webapp.documents.writing.content import PhotoPart
from webapp.evidence.rules import taken_at
from webapp.inspections.rules.clocks import began_of
from webapp.inspections.rules.flags import older

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source


Row = dict[str, Any]


def photo_part(target: str, row: Row, source: Source) -> PhotoPart:
    measured = row["latitude"] is not None
    where = f"定位 {row['latitude']:.5f}，{row['longitude']:.5f}" if measured else "没有定位"
    old = older(row["taken_at"], row.get("exif_taken_at"), began_of(source.visit))
    when = moment(old or taken_at(row) or row["received_at"])
    return {
        "hash": row["sha256"],
        "what": what_of(target, source),
        "where": where,
        "when": f"{when}（早于检查）" if old else when,
        "by": source.photographers.get(row["person"], {"name": ""})["name"],
    }


def what_of(target: str, source: Source) -> str:
    """What a photo of the visit shows, by the place it belongs to."""
    kind, _, key = target.partition(":")
    # As the report counts them (composing.py): what was voided leaves no gap.
    numbers = {str(row["draft"]): at for at, row in enumerate(source.findings, 1)}
    if kind == "item":
        content = next((item["content"] for item in source.record.items if item["code"] == key), "")
        return f"第 {key} 项 {content[:40]}".strip()
    if kind in ("finding", "after"):
        said = f"问题 {numbers[key]}" if key in numbers else "问题"
        return f"{said}（当场改正后）" if kind == "after" else said
    if kind == "slot":
        return key.partition(":")[2].replace("/", " 或 ")
    if kind == "recheck":
        fact = next((row["fact"] for row in source.rechecks if str(row["id"]) == key), "")
        return f"复查：{fact[:40]}"
    return "现场"
