"""What a supervisor does with many findings at once, each by the verb of its own room, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import record_condition
from webapp.db import transaction
from webapp.errors import Conflict, Invalid
from webapp.evidence.forms import Claims
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Kept
from webapp.findings.files import keep_all
from webapp.findings.queries import LIVE
from webapp.findings.tables import Finding
from webapp.findings.verbs import deciding

MOST = 300
CHANGED = "其中有问题的状态刚刚变了，请看过最新的情况再办理。"
Row = dict[str, Any]


async def live_of(user: User, *, person: int | None = None, enterprise: int | None = None) -> list[Row]:
    """The live findings of a person or an enterprise in the reach, at most MOST, the earliest due first."""
    query = Finding.select(
        *Finding.all_columns(),
        Finding.enterprise.name.as_alias("enterprise_name"),
    ).where(record_condition(user, Finding) & Finding.state.is_in(LIVE))
    if person is not None:
        query = query.where(Finding.responsible == person)
    if enterprise is not None:
        query = query.where(Finding.enterprise == enterprise)
    rows: list[Row] = await query.order_by(Finding.due_on, Finding.id).limit(MOST)
    return rows


def _chosen(rows: Sequence[Row], wanted: set[int]) -> list[Row]:
    """In the order in which locks are taken everywhere: by enterprise, then by id. Conflict when one is gone."""
    found = [row for row in rows if row["id"] in wanted]
    if len(found) != len(wanted):
        raise Conflict(CHANGED)
    return sorted(found, key=lambda row: (row["enterprise"], row["id"]))


async def reassign_many(user: User, person: int, findings: set[int], assignee: int, text: str) -> int:
    """Hand findings of one person to another; returns how many. Conflict, Invalid, Forbidden: then none of them."""
    async with transaction():
        rows = _chosen(await live_of(user, person=person), findings)
        for row in rows:
            await deciding.reassign(user, row["id"], assignee, text)
    return len(rows)


async def terminate_many(
    user: User, enterprise: int, findings: set[int], text: str, fields: Mapping[str, Sequence[Any]]
) -> int:
    """End live findings of an enterprise that closed or moved away; the files of the form are the proof of each."""
    rows = _chosen(await live_of(user, enterprise=enterprise), findings)
    kept = 0
    for row in rows:
        kept += await _prove(user, row, fields)
    if rows and not kept:
        raise Invalid("终止须附企业已关闭或者搬迁的证明。")
    async with transaction():
        for row in rows:
            await deciding.decide(user, row["id"], deciding.TERMINATION, text)
    return len(rows)


async def _prove(user: User, row: Row, fields: Mapping[str, Sequence[Any]]) -> int:
    async def keep(photo: UUID, claims: Claims, chunks: Any) -> Kept:
        return await deciding.keep_proof(user, row, photo, claims, chunks)

    return await keep_all(fields, "files", UUID(int=row["id"]), keep, PhotoKind.PAPERS)
