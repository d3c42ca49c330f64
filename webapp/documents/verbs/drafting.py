"""Drafts: written from the record, edited, written anew, given up; superseding what was issued."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.audit.rules import canonical
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.documents import kinds
from webapp.documents.events import DISCARDED, DRAFTED, EDITED, REFRESHED
from webapp.documents.kinds.base import Kind
from webapp.documents.proof import signable
from webapp.documents.queries import (
    Row,
    content_of,
    document_for,
    replacement_of,
    signatures_of,
    standing,
    standing_one,
)
from webapp.documents.rules import why_over
from webapp.documents.tables import Document
from webapp.documents.verbs.styles import style_of
from webapp.documents.writing import editing
from webapp.documents.writing.composing import compose
from webapp.documents.writing.content import Content
from webapp.documents.writing.source import source_of
from webapp.errors import Conflict, Forbidden
from webapp.inspections.queries.participants import guard_mender
from webapp.inspections.queries.visits import visit_for
from webapp.inspections.rules import kind_of
from webapp.inspections.tables import Inspection

ONE_STANDS = "这次检查的{} {} 已经签发，不能再出一份；有误请在那份文书上“更正”，或者先作废它。"
STALE = "这份文书刚刚在别处改动过，请核对现在的内容后再保存。您刚才填写的仍在下面。"


class LosesSignatures(Conflict):
    """Signatures that count would not any more; `names` are those of the people, perhaps long gone, who made them."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"{'、'.join(names)}已在这份草稿上签名或拒签，这样做以后不再有效。")
        self.names = names


def guard_author(user: User, visit: Row) -> None:
    """Forbidden unless this person has a badge and is of the visit, or of the bureau's desk."""
    if not user.may_inspect:
        raise Forbidden("制作文书要有执法证号，请联系管理员在人员资料中填写。")
    guard_mender(user, visit)


async def create(user: User, inspection: UUID, kind: Kind, supersedes: Row | None = None) -> UUID:
    """Write a draft from a visit in reach; an unfinished one of the same kind is gone on with.

    Conflict when the visit was voided, and when it has an issued one of a kind that there is but one of (Kind.once).
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        guard_author(user, visit)
        if not (of := kind_of(visit["kind"])).judges:
            raise Conflict(f"{of.label}不是执法检查，不制作文书。")
        if visit["state"] in ("void", "discarded"):
            raise Conflict("检查已作废或放弃，不能再制作文书。")
        known = await unfinished(inspection, kind)
        if known and supersedes is None:
            return known
        if other := await standing_one(inspection, kind, supersedes["id"] if supersedes else None):
            raise Conflict(ONE_STANDS.format(other["title"], other["number"]))
        source = await source_of(visit)
        content = compose(kind, (await style_of(source.bureau["id"], kind)).title, source)
        if supersedes:
            content["paragraphs"] = _naming(supersedes, content)
        document = uuid4()
        at = now()
        row = Document(
            id=document, enterprise=visit["enterprise"], inspection=inspection, bureau=source.bureau["id"],
            kind=kind.value, title=content["title"], content=canonical(content).decode(), created_by=user.id,
            created_at=at, updated_at=at, supersedes=supersedes["id"] if supersedes else None,
        )  # fmt: skip
        await Document.insert(row)
        after = {"title": content["title"]} | ({"supersedes": supersedes["number"]} if supersedes else {})
        await _tell(user, DRAFTED, document, visit, after=after)
    return document


def _naming(old: Row, content: Content) -> list[str]:
    """The paragraphs of a document that supersedes another: they begin with its name, and lead to what follows."""
    said = f"本文书更正并取代{old['title']} {old['number']}，原文书自本文书签发之日起不再使用。"
    return [said, *(content["paragraphs"] or kinds.of(content["kind"]).lead)]


async def unfinished(inspection: UUID, kind: Kind) -> UUID | None:
    """The draft of this kind that was begun for a visit and supersedes nothing."""
    row = (
        await Document.select(Document.id)
        .where(
            (Document.inspection == inspection) & (Document.kind == kind.value) & (Document.state == "draft")
        )
        .where(Document.supersedes.is_null())
        .first()
    )
    return row["id"] if row else None


async def supersede(user: User, document: UUID) -> UUID:
    """Begin the document that corrects an issued one; goes on with it when it was begun."""
    async with transaction():
        row = await held(user, document)
        if row["state"] != "issued":
            raise Conflict("只有已签发的文书可以更正。")
        if known := await replacement_of(document):
            if known["state"] == "issued":
                raise Conflict(f"这份文书已由 {known['number']} 取代，请更正那一份。")
            return UUID(str(known["id"]))
        return await create(user, row["inspection"], kinds.of(row["kind"]), row)


async def held(user: User, document: UUID) -> Row:
    """A document within the reach, held with its visit until the end of the transaction.

    The visit comes first wherever both are held: in the other order two people could wait for one another.
    """
    row = await document_for(user, document)
    await lock(Inspection, row["inspection"])
    await lock(Document, document)
    return await document_for(user, document)


async def draft_for(user: User, document: UUID) -> Row:
    """A draft of which this person decides; Conflict once it was issued."""
    row = await document_for(user, document)
    guard_author(user, row)
    if row["state"] != "draft":
        raise Conflict("文书已签发或删除，不能再改；有误请更正（另出一份取代它）或作废。")
    return row


async def open_draft(user: User, document: UUID) -> Row:
    """A draft that this person may change or have signed; Conflict also when its visit has ended without a record."""
    row = await draft_for(user, document)
    if why := why_over(row["visit_state"]):
        raise Conflict(why)
    return row


async def save(user: User, document: UUID, revision: int, changes: dict[str, Any]) -> None:
    """Change what may be edited (see editing); Conflict when somebody else has saved since `revision`."""
    async with transaction():
        await lock(Document, document)
        row = await open_draft(user, document)
        if row["revision"] != revision:
            raise Conflict(STALE)
        before = content_of(row)
        basis = await warning_basis(row)
        after = editing.warned(
            editing.applied(before, changes if basis else changes | {"warning": False}), basis
        )
        await _store(user, row, before, after, EDITED)


async def warning_basis(row: Row) -> str:
    """On what an order of the bureau that issues may give a 警告; "" for none, and for other papers."""
    kind = kinds.of(row["kind"])
    return (await style_of(row["bureau"], kind)).warning_basis if kind.may_warn else ""


async def refresh(user: User, document: UUID, known: int = 0) -> None:
    """Write the draft anew from what the record says now.

    LosesSignatures when that changes what more than `known` signatures were made under: so many the person was told of.
    """
    async with transaction():
        await lock(Document, document)
        row = await open_draft(user, document)
        before, after = content_of(row), await as_recorded(user, row)
        if signable(before) != signable(after):
            await _guard_signatures(row, known)
        await _store(user, row, before, after, REFRESHED)


async def signers_of(row: Row) -> list[str]:
    """Whose signatures count under a draft as it stands."""
    counted, _ = standing(content_of(row), await signatures_of(row["id"]))
    return [one["name"] for one in counted]


async def _guard_signatures(row: Row, known: int) -> None:
    names = await signers_of(row)
    if len(names) > known:
        raise LosesSignatures(names)


async def rewrite(user: User, row: Row) -> None:
    """The same for a draft that was read and locked in the caller's transaction, whoever wrote it."""
    await _store(user, row, content_of(row), await as_recorded(user, row), REFRESHED)


async def as_recorded(user: User, row: Row) -> Content:
    """The draft as it would be written from the record of this moment."""
    kind = kinds.of(row["kind"])
    source = await source_of(await visit_for(user, row["inspection"]))
    content = compose(kind, (await style_of(row["bureau"], kind)).title, source)
    if row["supersedes"]:
        content["paragraphs"] = _naming(await document_for(user, row["supersedes"]), content)
    return content


async def _store(user: User, row: Row, before: Content, after: Content, event: Event) -> None:
    if before == after:
        return
    await Document.update(
        {Document.content: canonical(after).decode(), Document.revision: row["revision"] + 1, Document.updated_at: now(),
         Document.title: after["title"]}
    ).where(Document.id == row["id"])  # fmt: skip
    changed = [name for name in after if before.get(name) != after.get(name)]
    await _tell(
        user, event, row["id"], row,
        before={name: before.get(name) for name in changed}, after={name: after.get(name) for name in changed},
    )  # fmt: skip


async def discard(user: User, document: UUID, known: int = 0) -> None:
    """Give a draft up; it never had a number. LosesSignatures when more than `known` count under it."""
    async with transaction():
        await lock(Document, document)
        row = await draft_for(user, document)
        await _guard_signatures(row, known)
        await Document.update({Document.state: "discarded", Document.updated_at: now()}).where(
            Document.id == document
        )
        await _tell(user, DISCARDED, document, row, before={"title": row["title"]})


async def _tell(user: User, event: Event, document: UUID, row: Row, **more: Any) -> None:
    bureau = row.get("supervisor") or row["bureau"]
    await record(user, event, document, enterprise=row["enterprise"], bureau=bureau, **more)
