"""Keeping and showing what people drew upon photos: every version is a row, the photo says which one is shown."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import cast
from uuid import UUID

from litestar import Response

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import insert_row, lock, transaction
from webapp.errors import Conflict, Invalid, NotFound
from webapp.evidence.events import MARKED
from webapp.evidence.intake import in_io_thread
from webapp.evidence.pictures.derivatives import DISPLAY, THUMBNAIL
from webapp.evidence.pictures.headers import PDF
from webapp.evidence.pictures.marking import Mark, as_kept, drawn, read_marks, told
from webapp.evidence.queries import Row, photo_of
from webapp.evidence.serving import CHECKED, shown_copy
from webapp.evidence.tables import Photo, PhotoMarks
from webapp.evidence.verbs import Guard, Owner

MOST_VERSIONS = 200
# Marked copies in memory: a page shows the small ones of a dozen photos again and again.
MOST_KEPT = 60
_kept: OrderedDict[tuple[UUID, int, str], bytes] = OrderedDict()


async def marks_of(photo: Row) -> list[Mark]:
    """What is drawn upon a photo now."""
    return (await _version(photo["id"], photo["marked"])) if photo["marked"] else []


async def _version(photo: UUID, version: int) -> list[Mark]:
    row = await (
        PhotoMarks.select(PhotoMarks.marks)
        .where((PhotoMarks.photo == photo) & (PhotoMarks.version == version))
        .first()
    )
    return cast(list[Mark], json.loads(row["marks"])) if row else []


async def mark(user: User, photo: UUID, owner: Owner, text: str, seen: int, *, guard: Guard) -> Row:
    """Put these marks in the place of the version that was `seen`; the photo's row as it is now.

    `guard` runs in the transaction and says who may. Conflict where somebody else has drawn meanwhile.
    """
    marks = read_marks(text)
    async with transaction():
        await lock(Photo, photo)
        row = await photo_of(owner.kind, owner.id, photo)
        await guard()
        if row["withdrawn_at"] is not None or row["media_type"] == PDF:
            raise Invalid("这张照片不能标注。")
        if row["marked"] != seen:
            raise Conflict("这张照片刚被别人标注过，请重新打开后再标注。")
        before = await marks_of(row)
        if marks == before:
            return row
        version = await PhotoMarks.count().where(PhotoMarks.photo == photo) + 1
        if version > MOST_VERSIONS:
            raise Conflict(f"这张照片已经标注过 {MOST_VERSIONS} 次，不能再改。")
        kept = {
            "photo": photo,
            "version": version,
            "marks": as_kept(marks),
            "person": user.id,
            "at": now(),
        }
        await insert_row(PhotoMarks, kept)
        shown = version if marks else 0
        await Photo.update({Photo.marked: shown}).where(Photo.id == photo)
        await record(
            user,
            MARKED,
            photo,
            before={"marks": told(before)},
            after={"marks": told(marks), "mark_version": f"第 {version} 版"},
            enterprise=owner.enterprise,
            bureau=owner.bureau,
        )
    return row | {"marked": shown}


async def carry(photo: Row, copy: UUID) -> None:
    """A copy of a photo shows what is drawn upon it, as its first version; in the caller's transaction."""
    if photo["marked"]:
        old = await (
            PhotoMarks.select()
            .where((PhotoMarks.photo == photo["id"]) & (PhotoMarks.version == photo["marked"]))
            .first()
        )
        if old is not None:
            kept = {name: old[name] for name in ("marks", "person", "at")}
            await insert_row(PhotoMarks, {"photo": copy, "version": 1, **kept})
            await Photo.update({Photo.marked: 1}).where(Photo.id == copy)


async def marked_response(photo: Row, *, small: bool = False) -> Response[bytes]:
    """标注件: the copy for the screen with the marks upon it; NotFound where nothing is drawn."""
    version, kind = photo["marked"], THUMBNAIL if small else DISPLAY
    if not version:
        raise NotFound("这张照片没有标注。")
    key = (photo["id"], version, kind)
    data = _kept.get(key)
    if data is None:
        picture = await shown_copy(DISPLAY, photo)
        data = _kept[key] = await in_io_thread(drawn, picture, await _version(photo["id"], version), kind)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return Response(
        data,
        media_type="image/jpeg",
        headers={
            "cache-control": CHECKED,
            "etag": f'"{kind}-marked-{photo["sha256"]}-{version}"',
            "x-content-type-options": "nosniff",
        },
    )
