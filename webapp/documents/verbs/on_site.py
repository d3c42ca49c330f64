"""A 现场检查笔录 signed on the phone at the end of the visit, before anything of it needs the server.

The signature comes through the outbox and makes the draft. It covers what the phone composed; whether it counts is asked
of the draft whenever that is looked at (queries.standing), so that a record that differs voids it, whatever the reason.
"""

from __future__ import annotations

from uuid import UUID

from webapp.accounts.people import User
from webapp.audit.queries import history
from webapp.db import lock, transaction
from webapp.documents import kinds
from webapp.documents.events import EDITED
from webapp.documents.queries import document_for
from webapp.documents.tables import Document, Signature
from webapp.documents.verbs import drafting
from webapp.documents.verbs.signing import Drawn, Signed, sign
from webapp.errors import Conflict
from webapp.inspections.queries.participants import guard_writer
from webapp.inspections.queries.visits import Row, visit_for
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.common import remember


async def keep(user: User, inspection: UUID, signature: UUID, drawn: Drawn, entry: str = "") -> Signed:
    """Keep a signature under the phone's id on the visit's 笔录, which is begun when there is none; again: no change.

    NotFound outside of the reach, Forbidden for others than the visit's two people, Conflict when the 笔录 was issued.
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        guard_writer(user, visit)
        known = await Signature.select(
            Signature.document, Signature.document.inspection.as_alias("visit")
        ).where(Signature.id == signature)
        if known and known[0]["visit"] != inspection:
            raise Conflict("这个签名编号已用于别的检查。")
        if known:
            document = known[0]["document"]
        else:
            await _not_issued(inspection)
            document = await drafting.create(user, inspection, kinds.on_site())
            await _as_recorded(user, document)
        signed = await sign(user, document, signature, drawn, late=True)
        if entry:
            await remember(inspection, entry)
    return signed


async def _not_issued(inspection: UUID) -> None:
    issued = (
        await Document.select(Document.number)
        .where((Document.inspection == inspection) & (Document.kind == kinds.on_site().value))
        .where(Document.state == "issued")
        .first()
    )
    if issued:
        raise Conflict(f"现场检查笔录 {issued['number']} 已经签发，这个签名没有用上。")


async def on_submission(user: User, visit: Row) -> None:
    """Write a 笔录 that was begun during the visit anew from the record as submitted, unless somebody has edited it."""
    if document := await drafting.unfinished(visit["id"], kinds.on_site()):
        await _as_recorded(user, document)


async def _as_recorded(user: User, document: UUID) -> None:
    await lock(Document, document)
    if any(event["action"] == EDITED.action for event in await history("document", document)):
        return
    await drafting.rewrite(user, await document_for(user, document))
