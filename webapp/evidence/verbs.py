"""Keeping and withdrawing photos: durable before it is acknowledged, idempotent under the phone's id."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import after_commit, duplicate, insert_row, lock, transaction
from webapp.errors import Conflict, Invalid
from webapp.evidence import intake
from webapp.evidence.events import KEPT, WITHDRAWN
from webapp.evidence.forms import Claims
from webapp.evidence.intake import Received, in_io_thread, storage_words
from webapp.evidence.pictures.headers import PDF
from webapp.evidence.queries import Row, find, photo_of
from webapp.evidence.rules import Derived
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.evidence.tables import Photo

Guard = Callable[[], Awaitable[None]]
Room = Callable[[int], Awaitable[None]]
GUESTS = 2  # times the disk's reserve: so much the uploads of enterprises leave to those of inspectors
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Owner:
    """To what the photo belongs. `enterprise` and `bureau` place its events in a timeline and a reach."""

    kind: str
    id: str
    target: str = ""
    enterprise: int | None = None
    bureau: int | None = None


@dataclass(frozen=True)
class Kept:
    """The row, and whether this call made it (201) or an earlier one (200)."""

    photo: Row
    created: bool


async def keep(
    user: User,
    photo: UUID,
    owner: Owner,
    claims: Claims,
    chunks: AsyncIterator[bytes],
    *,
    guard: Guard | None = None,
    room: Room | None = None,
    attachment: bool = False,
) -> Kept:
    """Receive one photo (or PDF, for an `attachment`) and seal it. When this returns, it is on the disk.

    `guard` runs in the transaction before a new row is written and raises when the owner takes no more
    photos; a repetition of what is already kept is answered without it. `room`, given the bytes, does the same for
    people of enterprises, whose quotas end and whose files stop before those of inspectors when the disk fills. Raises Invalid (empty, damaged, no
    photo, hash differs), TooLarge, Conflict (other bytes or owner under this id), Unavailable (disk full).
    """
    store = evidence().store
    received = await intake.receive(chunks, store.incoming, reserves=1 if room is None else GUESTS)
    try:
        if claims.sha256 and claims.sha256 != received.sha256:
            raise Invalid("照片在传输中发生变化（校验值不符），请重新上传。")
        known = await find(photo)
        if known is not None:
            await _again(known, received, owner)
            await in_io_thread(received.discard)
            return Kept(known, created=False)
        if room is not None:
            await room(received.size)  # before it is sealed: what is refused leaves nothing behind
        seen = await _storage(_look_and_seal, received, attachment)
        if not seen.whole:
            await intake.decodes(received.path)
            await _storage(evidence().store.put, received.path, key_of(received.sha256))
        row = {"id": photo, **_row(user, owner, claims, received, seen)}
    except BaseException:
        await in_io_thread(received.discard)
        raise
    try:
        return await _write(user, row, owner, received, guard, room)
    except Exception as error:
        if not duplicate(error):
            raise
        # The same request twice at once: the other one was first.
        known = await photo_of(owner.kind, owner.id, photo)
        await _again(known, received, owner)
        return Kept(known, created=False)


async def withdraw(user: User, photo: UUID, owner: Owner, *, guard: Guard | None = None) -> Row | None:
    """Take a photo out of its owner; row, file and trail stay. Idempotent.

    None when this owner has no such photo: gone is gone. Whether somebody else has one of this id nobody learns. The
    removal of one that never came is told in the trail: a request that was on its way when its phone died may come yet,
    and is kept as withdrawn (_write).
    """
    async with transaction():
        await lock(Photo, photo)
        row = await find(photo)
        if row is None and guard is not None:
            await guard()
            row = await find(photo)  # the guard waits for whoever keeps it at this moment
        if row is None:
            if await _removal(photo, owner) is None:
                await record(
                    user,
                    WITHDRAWN,
                    photo,
                    after={"owner": f"{owner.kind} {owner.id}"},
                    enterprise=owner.enterprise,
                    bureau=owner.bureau,
                )
            return None
        if (row["owner_kind"], row["owner_id"]) != (owner.kind, owner.id):
            if guard is not None:
                await guard()
            return None
        if row["withdrawn_at"] is None:
            if guard is not None:
                await guard()
            at = now()
            await Photo.update({Photo.withdrawn_at: at, Photo.withdrawn_by: user.id}).where(Photo.id == photo)
            await record(
                user,
                WITHDRAWN,
                photo,
                before={
                    "owner": f"{owner.kind} {owner.id}",
                    "target": row["target"],
                    "sha256": row["sha256"],
                },
                enterprise=owner.enterprise,
                bureau=owner.bureau,
            )
            row |= {"withdrawn_at": at, "withdrawn_by": user.id}
    return row


async def _write(
    user: User, row: Row, owner: Owner, received: Received, guard: Guard | None, room: Room | None
) -> Kept:
    async with transaction():
        known = await find(row["id"])
        if known is not None:
            await _again(known, received, owner)
            return Kept(known, created=False)
        if guard is not None:
            await guard()
        if room is not None:
            await room(received.size)
        if removal := await _removal(row["id"], owner):
            row |= {"withdrawn_at": removal["at"], "withdrawn_by": removal["person"]}
        await insert_row(Photo, row)
        await record(
            user,
            KEPT,
            row["id"],
            after={
                "owner": f"{owner.kind} {owner.id}",
                **{
                    name: row[name]
                    for name in ("target", "kind", "sha256", "size", "media_type", "camera_sha256")
                },
            },
            enterprise=owner.enterprise,
            bureau=owner.bureau,
        )
        if row["derived"] == Derived.WAITING.value:
            after_commit(lambda: evidence().worker.submit(row["id"], key_of(row["sha256"])))
    return Kept(row, created=True)


async def _removal(photo: UUID, owner: Owner) -> Row | None:
    """The event of this owner's removal of a photo that had not come."""
    named = {"owner": f"{owner.kind} {owner.id}"}
    for event in await history("photo", photo):
        if event["action"] == WITHDRAWN.action and json.loads(event["after"] or "null") == named:
            return event
    return None


async def _again(known: Row, received: Received, owner: Owner) -> None:
    """Something came under an id that is known: the same bytes for the same owner, or a conflict."""
    if (known["owner_kind"], known["owner_id"]) != (owner.kind, owner.id) or known[
        "sha256"
    ] != received.sha256:
        raise Conflict("这个照片编号已用于另一张照片，请重新拍摄或选择后再上传。", "photo")
    if known["derived"] in (Derived.SWEPT.value, Derived.GONE.value):
        raise Conflict("这张照片久未提交，已清理，请重新拍摄或选择后再上传。", "photo")
    if received.path.exists() and not await in_io_thread(evidence().store.exists, key_of(known["sha256"])):
        await _storage(
            evidence().store.put, received.path, key_of(known["sha256"])
        )  # its file was lost; here it is again


def _look_and_seal(received: Received, attachment: bool) -> intake.Inspected:
    """What the header says; a file that looks whole is sealed then, and gone from where it arrived. Blocks."""
    seen = (intake.inspect_attachment if attachment else intake.inspect_photo)(received.path)
    if seen.whole:
        evidence().store.put(received.path, key_of(received.sha256))
    return seen


async def _storage(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return await in_io_thread(work, *args, **kwargs)
    except OSError as error:
        raise storage_words(error) from error


def _row(user: User, owner: Owner, claims: Claims, received: Received, seen: intake.Inspected) -> Row:
    return {
        "owner_kind": owner.kind,
        "owner_id": owner.id,
        "target": owner.target,
        "kind": claims.kind.value,
        "sha256": received.sha256,
        "size": received.size,
        "media_type": seen.media_type,
        "width": seen.width,
        "height": seen.height,
        "file_name": claims.file_name,
        "orientation": seen.notes.orientation,
        "taken_at": claims.taken_at,
        "taken_offset": claims.offset_minutes,
        "latitude": claims.latitude,
        "longitude": claims.longitude,
        "accuracy": claims.accuracy,
        "exif_taken_at": seen.notes.taken_at,
        "exif_latitude": seen.notes.latitude,
        "exif_longitude": seen.notes.longitude,
        "camera_sha256": claims.camera_sha256,
        "camera_size": claims.camera_size,
        "person": user.id,
        "received_at": now(),
        "derived": (Derived.NONE if seen.media_type == PDF else Derived.WAITING).value,
        "failure": "",
        "withdrawn_at": None,
        "withdrawn_by": None,
    }
