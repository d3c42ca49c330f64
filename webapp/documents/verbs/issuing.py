"""Issuing: number, frozen content, proof, in one transaction; and voiding, which keeps number and content."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.tables import Bureau
from webapp.audit import record
from webapp.audit.rules import canonical
from webapp.clock import now, today
from webapp.db import lock, transaction
from webapp.documents import kinds, numbering
from webapp.documents.events import ISSUED, SEALED, VOIDED
from webapp.documents.proof import frozen, proof
from webapp.documents.queries import (
    Row,
    content_of,
    document_for,
    part_of,
    replacement_of,
    signatures_of,
    standing,
    standing_one,
)
from webapp.documents.rendering.own import keep_template
from webapp.documents.tables import Document
from webapp.documents.verbs.delivering import on_issue
from webapp.documents.verbs.drafting import ONE_STANDS, as_recorded, draft_for, guard_author, held
from webapp.documents.verbs.sealing import picture_for
from webapp.documents.verbs.styles import style_of, take
from webapp.documents.writing.characters import unshown
from webapp.documents.writing.content import Content
from webapp.documents.writing.issue_guards import Standing, refusals, warnings
from webapp.documents.writing.staleness import differences
from webapp.errors import Conflict, DomainError

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12
GROUNDLESS = "所依据的检查已作废"


class Refused(DomainError):
    """The document cannot be issued yet; `reasons` says why, one sentence each."""

    status = 422

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("还不能签发：" + "".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Readiness:
    """What stands against issuing and what ought to be known first; `signatures` are the rows that count.

    `stale`: some of the reasons are that the record says something else now, so that writing the draft anew helps.
    """

    reasons: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    signatures: list[Row] = field(default_factory=list)
    void: list[Row] = field(default_factory=list)
    stale: bool = False


async def readiness(user: User, row: Row) -> Readiness:
    """Look at a draft as it stands now, and at the record."""
    content, kind = content_of(row), kinds.of(row["kind"])
    counted, void = standing(content, await signatures_of(row["id"]))
    bureau = await _bureau(row["bureau"])
    style = await style_of(row["bureau"], kind)
    known = Standing(
        visit_state=row["visit_state"],
        inspected=row["outcome"] == "inspected",
        numbered=bool(bureau["short_name"]) or not numbering.needs_short_name(style.pattern),
        may_warn=bool(style.warning_basis),
        photo_refusals=frozenset(one["name"] for one in counted if one["photo"]),
    )
    parts = [part_of(one) for one in counted]
    reasons = refusals(content, parts, known)
    if other := await standing_one(row["inspection"], kind, row["supersedes"]):
        reasons.append(ONE_STANDS.format(other["title"], other["number"]))
    # During the visit the record moves on, and nothing can be issued yet; of a void one nothing can be written anew.
    submitted = row["visit_state"] == "submitted"
    stale = differences(content, await as_recorded(user, row)) if submitted else []
    unseen = await asyncio.to_thread(unshown, {**content, "signatures": parts})
    return Readiness(
        reasons + stale, warnings(content, parts, len(void)) + unseen, counted, void, bool(stale)
    )


async def _bureau(bureau: int) -> Row:
    row: Row = await Bureau.select().where(Bureau.id == bureau).first() or {}
    return row


async def issue(user: User, document: UUID, *, revision: int | None = None, seal: bool = False) -> Row:
    """Give the number and freeze the content; the row as issued. The same again gives the same.

    `revision` is the one that was shown; with `seal` the bureau's is put on it. Raises Refused, Conflict, Forbidden.
    The visit is held, so that nobody can void it between the look at its record and the issue.
    """
    async with transaction():
        row = await held(user, document)
        guard_author(user, row)
        if row["state"] == "issued":
            return row
        row = await draft_for(user, document)
        if revision is not None and revision != row["revision"]:
            raise Conflict("文书在别处刚刚改动过，请看过现在的内容再签发。")
        ready = await readiness(user, row)
        if ready.reasons:
            raise Refused(ready.reasons)
        picture = await picture_for(user, row["bureau"]) if seal else None
        issued = {**row, **await _frozen(user, row, ready.signatures, picture)}
        issued["mac"] = proof(issued)
        await _write(issued)
        await _tell(user, issued)
        await on_issue(user, issued)
        if picture:
            await record(
                user, SEALED, document, after={"number": issued["number"], "sha256": picture},
                enterprise=row["enterprise"], bureau=row["bureau"],
            )  # fmt: skip
    return issued


async def _frozen(user: User, row: Row, signatures: list[Row], seal: str | None) -> Row:
    content: Content = {
        **content_of(row),
        "signatures": [part_of(one) for one in signatures],
        "issued": today().isoformat(),
    }
    style = await style_of(row["bureau"], kinds.of(row["kind"]))
    return {
        **await take(await _bureau(row["bureau"]), style, today().year),
        "state": "issued",
        "content": canonical(content).decode(),
        "content_sha256": frozen(content),
        "code": "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        "seal": seal,
        "template": await keep_template(row["bureau"], row["kind"]),
        "issued_at": now(),
        "issued_by": user.id,
    }


WRITTEN = (
    "state", "content", "content_sha256", "series", "serial", "number", "code", "seal", "template", "issued_at", "issued_by", "mac",
    "void_reason", "voided_at", "voided_by",
)  # fmt: skip


async def _write(row: Row) -> None:
    columns: dict[Any, Any] = {Document._meta.get_column_by_name(name): row[name] for name in WRITTEN}
    await Document.update({**columns, Document.updated_at: now()}).where(Document.id == row["id"])


async def _tell(user: User, row: Row) -> None:
    after = {
        "title": f"{row['title']} {row['number']}", "content_sha256": row["content_sha256"], "kind": row["kind"],
    } | ({"supersedes": row["supersedes_number"]} if row["supersedes"] else {})  # fmt: skip
    await record(
        user, ISSUED, row["id"], after=after,
        enterprise=row["enterprise"], bureau=row["supervisor"],
    )  # fmt: skip


async def void(user: User, document: UUID, reason: str) -> None:
    """Void an issued document with a reason; number and content stay listed. Its author or the bureau's desk may."""
    async with transaction():
        await lock(Document, document)
        row = await document_for(user, document)
        guard_author(user, row)
        if row["state"] == "void":
            return
        if row["state"] != "issued":
            raise Conflict("草稿没有编号，不用作废，可以直接删除。")
        if (other := await replacement_of(document)) and other["state"] == "issued":
            raise Conflict(f"这份文书已由 {other['number']} 取代，不用再作废。")
        await _void(user, row, reason)


async def on_void(user: User, visit: Row, reason: str) -> None:
    """A visit was voided: its issued documents have no ground any more. In that transaction, which holds the visit.

    Also those that another has superseded: that one falls too, and they must not seem to be in force again.
    """
    issued = await Document.select(Document.id).where(
        (Document.inspection == visit["id"]) & (Document.state == "issued")
    ).order_by(Document.id)  # fmt: skip
    for head in issued:
        await lock(Document, head["id"])
        row = await document_for(user, head["id"])
        if row["state"] == "issued":
            await _void(user, row, f"{GROUNDLESS}：{reason}")


async def _void(user: User, row: Row, reason: str) -> None:
    voided = {**row, "state": "void", "void_reason": reason, "voided_at": now(), "voided_by": user.id}
    voided["mac"] = proof(voided)
    await _write(voided)
    await record(
        user, VOIDED, row["id"], before={"state": "issued"},
        after={"title": f"{row['title']} {row['number']}", "reason": reason},
        enterprise=row["enterprise"], bureau=row["supervisor"],
    )  # fmt: skip
