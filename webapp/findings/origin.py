"""Where findings come from: a visit, or what another room hands in; who is asked and where their photos lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from webapp.accounts.reach import Condition
from webapp.errors import Invalid
from webapp.evidence.tables import Photo
from webapp.findings.rules import Source
from webapp.findings.tables import Finding

Row = dict[str, Any]
VISIT = "inspection"  # Photo.owner_kind of what belongs to a visit


@dataclass(frozen=True)
class Origin:
    """What findings are opened from.

    `id` names it in its room ("" for a visit, which `inspection` names); `at` is when they were seen, `responsible` who of
    the bureau has to follow them. Photos lie with the owner (`source`, `id`), under the targets of a visit's findings.
    """

    source: Source
    id: str
    enterprise: int
    responsible: int
    at: datetime
    inspection: UUID | None = None

    def __post_init__(self) -> None:
        if (self.source is Source.VISIT) != (self.inspection is not None) or bool(self.id) == bool(
            self.inspection
        ):
            raise Invalid("问题要么来自一次检查，要么来自一条写明编号的其他记录。")

    @property
    def columns(self) -> Row:
        return {"source": self.source.value, "source_id": self.id, "inspection": self.inspection}


def siblings(row: Row) -> Condition:
    """Those from the same visit, or from the same record of another room: of a finding, or of Origin.columns."""
    if row["inspection"] is not None:
        found: Condition = Finding.inspection == row["inspection"]
        return found
    # Said in these words, else the partial index is not seen.
    of_record: Any = WhereRaw("source <> 'visit'")
    beside: Condition = (
        of_record & (Finding.source == row["source"]) & (Finding.source_id == row["source_id"])
    )
    return beside


def photo_owner(row: Row) -> tuple[str, str]:
    """Photo.owner_kind and owner_id of what shows the finding before."""
    if row["inspection"] is not None:
        return VISIT, str(row["inspection"])
    return row["source"], row["source_id"]


def photos_before(rows: Iterable[Row]) -> Condition:
    """The photos of everything that these findings come from."""
    owners: dict[str, set[str]] = {VISIT: {""}}
    for row in rows:
        kind, owner = photo_owner(row)
        owners.setdefault(kind, set()).add(owner)
    whole: Any = None
    for kind, ids in owners.items():
        one = (Photo.owner_kind == kind) & Photo.owner_id.is_in(sorted(ids))
        whole = one if whole is None else whole | one
    found: Condition = whole
    return found
