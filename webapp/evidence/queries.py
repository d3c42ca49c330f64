"""Reading photos. Whoever calls has already found the owner through the caller's reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from webapp.db import look
from webapp.db.sql.statement import columns, marks
from webapp.errors import NotFound
from webapp.evidence.pictures.worker import Job
from webapp.evidence.rules import Derived
from webapp.evidence.storage import key_of
from webapp.evidence.tables import Photo

Row = dict[str, Any]
_TOGETHER = 500
_COLUMNS = columns(Photo, "p")


async def photos_of(owner_kind: str, owner_ids: Iterable[object]) -> dict[str, list[Row]]:
    """Photos that were not withdrawn, by owner id as text, oldest first. One query for 500 owners."""
    ids = [str(owner) for owner in owner_ids]
    found: dict[str, list[Row]] = {owner: [] for owner in ids}
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        rows = await look(
            f"SELECT {_COLUMNS} FROM photo p WHERE p.owner_kind = {{}} AND p.owner_id IN ({marks(some)}) "  # noqa: S608
            "AND p.withdrawn_at IS NULL ORDER BY p.received_at, p.id",
            owner_kind,
            *some,
        )
        for row in rows:
            found[row["owner_id"]].append(row)
    return found


def by_target(photos: Iterable[Row]) -> dict[str, list[Row]]:
    """The photos of one owner by what they belong to in it (item, slot, finding)."""
    found: dict[str, list[Row]] = {}
    for row in photos:
        found.setdefault(row["target"], []).append(row)
    return found


async def photo_of(owner_kind: str, owner_id: object, photo: UUID) -> Row:
    """One photo of this owner, withdrawn ones too (the trail needs them); NotFound otherwise."""
    row = await find(photo)
    if row is None or (row["owner_kind"], row["owner_id"]) != (owner_kind, str(owner_id)):
        raise NotFound("没有找到这张照片。")
    return row


async def find(photo: UUID) -> Row | None:
    """The row of an id, whoever owns it: for rooms that look up the owner afterwards, never for a page."""
    rows = await look(f"SELECT {_COLUMNS} FROM photo p WHERE p.id = {{}}", photo)  # noqa: S608 - our own names
    return rows[0] if rows else None


async def missing_of(owner_kind: str, owner_id: object, expected: dict[UUID, str]) -> list[UUID]:
    """Which photos of a manifest (id → SHA-256) have not arrived, or arrived with other bytes.

    One that somebody has withdrawn since did arrive: a colleague may have removed what another phone had sent.
    """
    rows = await Photo.select(Photo.id, Photo.sha256).where(
        (Photo.owner_kind == owner_kind) & (Photo.owner_id == str(owner_id))
    )
    arrived = {row["id"]: row["sha256"] for row in rows}
    return [photo for photo, sha256 in expected.items() if arrived.get(photo) != sha256]


async def waiting(limit: int) -> Sequence[Job]:
    """The photos without a thumbnail, oldest first."""
    rows = (
        await Photo.select(Photo.id, Photo.sha256)
        .where(Photo.derived == Derived.WAITING.value)
        .order_by(Photo.received_at)
        .limit(limit)
    )
    return [Job(row["id"], key_of(row["sha256"])) for row in rows]
