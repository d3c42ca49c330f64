"""When a finding was ordered to be mended in writing, for the page of the finding (findings/hooks.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.documents import kinds
from webapp.documents.proof import loaded
from webapp.documents.tables import Document
from webapp.documents.writing.content import number_of


async def orders_of(finding: dict[str, Any]) -> list[datetime]:
    """The times of issue of the 责令限期改正通知书 that stand and name this finding: one may have been left out."""
    if finding["inspection"] is None:
        return []  # papers are made from visits
    rows = await Document.select(Document.content, Document.issued_at).where(
        (Document.inspection == finding["inspection"])
        & Document.kind.is_in(kinds.values("orders"))
        & (Document.state == "issued")
    )
    return [row["issued_at"] for row in rows if _names(row["content"], finding["number"])]


def _names(content: str, number: int) -> bool:
    return any(number_of(part) == number for part in loaded(content)["findings"])
