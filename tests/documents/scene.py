"""Submitted visits and the documents made from them."""

from typing import Any
from uuid import UUID

from tests.cast import ids
from tests.inspections.ready import complete, draft_finding, who
from webapp.accounts.tables import Bureau
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.kinds.base import Kind
from webapp.documents.queries import content_of, document_for
from webapp.documents.tables import Document
from webapp.documents.verbs import drafting, issuing
from webapp.inspections.verbs.submission import submit

Row = dict[str, Any]
VIOLATION = "V20"  # 未按规定检测、评价: T1, 法26-2, 72-(四)


async def submitted(**values: Any) -> UUID:
    """A submitted visit with one finding to be ordered."""
    visit = await complete(**values)
    await submit(await who("inspector"), visit)
    return visit


async def begun(kind: Kind = kinds.RECORD, visit: UUID | None = None) -> UUID:
    return await drafting.create(await who("inspector"), visit or await submitted(), kind)


async def issued(kind: Kind = kinds.RECORD, visit: UUID | None = None) -> Row:
    return await issuing.issue(await who("inspector"), await begun(kind, visit))


async def row_of(document: UUID, name: str = "inspector") -> Row:
    return await document_for(await who(name), document)


async def content(document: UUID) -> Any:
    return content_of(await row_of(document))


async def set_bureau(**values: Any) -> None:
    columns = {Bureau._meta.get_column_by_name(name): value for name, value in values.items()}
    async with transaction():
        await Bureau.update(columns).where(Bureau.id == ids()["county"])


async def tamper(document: UUID, **values: Any) -> None:
    """What somebody with the database in hand does."""
    columns = {Document._meta.get_column_by_name(name): value for name, value in values.items()}
    async with transaction():
        await Document.update(columns).where(Document.id == document)


__all__ = ["begun", "content", "draft_finding", "issued", "row_of", "set_bureau", "submitted", "tamper"]
