"""Forwarding by link: for one document, for some days, revocable, ending with whoever made it (docs/decisions/0009)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.audit.verbs import Nobody
from webapp.clock import local, now
from webapp.db import lock, transaction
from webapp.documents.events import LINK_MADE, LINK_OPENED, LINK_REVOKED
from webapp.documents.queries import OUT, Row, columns, document_for
from webapp.documents.tables import Document, DocumentLink
from webapp.errors import Conflict, NotFound
from webapp.settings import settings

DAYS = (1, 7, 30)
GONE = "链接不对、已过期或已撤回，请向发给您的人再要一个。"
HOLDER = Nobody(None, "链接持有人")


def address(token: str) -> str:
    return f"{settings().base_url}/shared/{token}"


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


async def make(user: User, document: UUID, days: int, note: str) -> str:
    """A link for `days`; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    async with transaction():
        row = await document_for(user, document)
        if row["state"] != "issued":
            raise Conflict("只有已签发的文书可以转发。")
        until = now() + timedelta(days=days)
        made = await DocumentLink.insert(
            DocumentLink(
                document=document,
                token_hash=hashed(token),
                note=note,
                created_by=user.id,
                created_at=now(),
                expires_at=until,
            )
        ).returning(DocumentLink.id)
        await _tell(user, LINK_MADE, row, {"number": made[0]["id"], "note": note or f"{days} 天有效"})
    return token


async def links_of(user: User, row: Row) -> list[Row]:
    """The links of a document that the user may see: staff all of them, people of the enterprise those of their own."""
    condition: Any = DocumentLink.document == row["id"]
    if user.employer:
        condition = condition & (DocumentLink.created_by == user.id)
    found: list[Row] = (
        await DocumentLink.select(*DocumentLink.all_columns(), DocumentLink.created_by.name.as_alias("maker"))
        .where(condition)
        .order_by(DocumentLink.id, ascending=False)
        .limit(50)
    )
    there = {maker for maker in {one["created_by"] for one in found} if await _still_there(maker, row["id"])}
    return [one | {"open": _good(one) and one["created_by"] in there} for one in found]


def _good(link: Row) -> bool:
    return link["revoked_at"] is None and link["expires_at"] > now()


async def _still_there(maker: int, document: UUID) -> bool:
    """Whether who made a link may still sign in and still sees the document."""
    if not await Person.exists().where((Person.id == maker) & (Person.active.eq(True))):
        return False
    try:
        await document_for(await load_user(maker), document)
    except NotFound:
        return False
    return True


async def revoke(user: User, document: UUID, link: int) -> None:
    """End a link at once."""
    async with transaction():
        row = await document_for(user, document)
        known = {one["id"]: one for one in await links_of(user, row)}
        if link not in known:
            raise NotFound("没有找到这个链接。")
        await lock(DocumentLink, link)
        if known[link]["revoked_at"] is None:
            await DocumentLink.update({DocumentLink.revoked_at: now()}).where(DocumentLink.id == link)
            await _tell(user, LINK_REVOKED, row, {"number": link, "note": known[link]["note"]})


async def behind(token: str) -> tuple[Row, Row]:
    """(link, document) of a token that is still good; NotFound for every other one."""
    link = await DocumentLink.select().where(DocumentLink.token_hash == hashed(token)).first()
    if link is None or not _good(link) or not await _still_there(link["created_by"], link["document"]):
        raise NotFound(GONE)
    row = (
        await Document.select(*columns())
        .where((Document.id == link["document"]) & Document.state.is_in(OUT))
        .first()
    )
    if row is None:
        raise NotFound(GONE)
    return link, row


async def opened(link: Row, row: Row, caller: str) -> None:
    """Count an opening; the first one of a day is told, with the address it came from.

    Whoever holds a link needs no account: were each opening an event, the trail would be as long as strangers like.
    """
    async with transaction():
        await lock(DocumentLink, link["id"])
        before = (
            await DocumentLink.select(DocumentLink.opened_at).where(DocumentLink.id == link["id"]).first()
        )
        at, last = now(), before["opened_at"] if before else None
        await DocumentLink.update(
            {DocumentLink.openings: DocumentLink.openings + 1, DocumentLink.opened_at: at}
        ).where(DocumentLink.id == link["id"])
        if last is not None and local(last).date() == local(at).date():
            return
        await _tell(
            HOLDER,
            LINK_OPENED,
            row,
            {"number": link["id"], "address": caller, "note": link["note"]},
        )


async def _tell(actor: Any, event: Event, row: Row, after: dict[str, Any]) -> None:
    await record(
        actor,
        event,
        row["id"],
        after=after,
        enterprise=row["enterprise"],
        bureau=row["supervisor"],
    )
