"""A file of unsent work as people see it: uploading, confirming, taking away."""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.errors import Conflict, NotFound, TooLarge
from webapp.evidence.intake import storage_words
from webapp.field.events import UNSENT_CONFIRMED, UNSENT_DISCARDED, UNSENT_UPLOADED
from webapp.field.tables import UnsentFile
from webapp.field.unsent.file import LOOK, MAX_BYTES
from webapp.jobs.examining import examined
from webapp.jobs.queries import BIGGEST_ID, job_for
from webapp.jobs.verbs import enqueue
from webapp.settings import settings
from webapp.web.text import clean

KIND = "field.import"
COPY = 1 << 18
KEPT = timedelta(days=30)


class Readable(Protocol):
    """A file that is being sent."""

    async def read(self, size: int = -1) -> bytes: ...


async def begin(user: User, upload: Readable, name: str) -> int:
    """Keep a file; returns its id. What is no export of this person is refused in words and not kept."""
    path = settings().imports / f"{now():%Y%m%d}-{secrets.token_hex(8)}.unsent"
    try:
        digest, size = await _receive(upload, path)
        await examined(
            "unsent", "webapp.field.unsent.file:looked_at", {"path": str(path), "person": user.id}, LOOK
        )
        shown = clean(Path(name.replace("\\", "/")).name)[-120:] or "未命名"
        async with transaction():
            row = UnsentFile(
                person=user.id, name=shown, file=path.name, sha256=digest, size=size, created_at=now()
            )
            pk: int = (await UnsentFile.insert(row))[0]["id"]
            told = {"name": shown, "sha256": digest, "size": size}
            await record(user, UNSENT_UPLOADED, pk, after=told, bureau=user.bureau)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    await _forget_old()
    return pk


async def _receive(upload: Readable, path: Path) -> tuple[str, int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            while piece := await upload.read(COPY):
                size += len(piece)
                if size > MAX_BYTES:
                    raise TooLarge(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请在同步中心分次导出。")
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
    except OSError as error:
        raise storage_words(error) from error
    return digest.hexdigest(), size


async def _forget_old() -> None:
    """The files of a month ago go; their rows say what there was."""
    rows = await UnsentFile.select(UnsentFile.file).where(
        (UnsentFile.created_at < now() - KEPT) & (UnsentFile.created_at > now() - 3 * KEPT)
    )
    for row in rows:
        (settings().imports / row["file"]).unlink(missing_ok=True)


async def files_of(user: User) -> list[dict[str, Any]]:
    """The newest files of this person."""
    return await (
        UnsentFile.select()
        .where(UnsentFile.person == user.id)
        .order_by(UnsentFile.id, ascending=False)
        .limit(30)
    )


async def file_for(user: User, pk: int) -> dict[str, Any]:
    """A file of this person, with `work` (its job, or None); NotFound for everybody else's."""
    row: dict[str, Any] | None = None
    if 0 < pk <= BIGGEST_ID:
        row = await UnsentFile.select().where((UnsentFile.id == pk) & (UnsentFile.person == user.id)).first()
    if row is None:
        raise NotFound
    return row | {"work": await job_for(user, row["job"]) if row["job"] else None}


async def preview_of(user: User, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What a file holds, visit by visit (see previewing); NotFound when it was taken away."""
    told = {"path": str(path_of(row)), "person": user.id}
    visits = await examined("unsent", "webapp.field.unsent.looking:shown", told, LOOK)
    return [
        one | {"id": UUID(one["id"]), "begun": datetime.fromisoformat(one["begun"]) if one["begun"] else None}
        for one in visits
    ]


def path_of(row: dict[str, Any]) -> Path:
    """Where a file lies; NotFound when it was taken away."""
    path = settings().imports / str(row["file"])
    if not path.exists():
        raise NotFound("文件已删除，请重新上传。")
    return path


async def confirm(user: User, pk: int) -> int:
    """Queue the import; again after one that ended, since what arrived is never put in twice. Returns the job."""
    async with transaction():
        await lock(UnsentFile, pk)
        row = await file_for(user, pk)
        if row["cancelled_at"]:
            raise Conflict("这个文件已经删除，请重新上传。")
        if row["work"] and row["work"]["state"] in {"queued", "running"}:
            return int(row["job"])
        job = await enqueue(user, KIND, {"file": pk})
        await UnsentFile.update({UnsentFile.job: job}).where(UnsentFile.id == pk)
        await record(user, UNSENT_CONFIRMED, pk, after={"job": job}, bureau=user.bureau)
    return job


async def discard(user: User, pk: int) -> None:
    """Take a file away; what was imported stays."""
    async with transaction():
        await lock(UnsentFile, pk)
        row = await file_for(user, pk)
        if row["work"] and row["work"]["state"] in {"queued", "running"}:
            raise Conflict("正在导入，请等导入结束。")
        if row["cancelled_at"]:
            return
        await UnsentFile.update({UnsentFile.cancelled_at: now()}).where(UnsentFile.id == pk)
        await record(user, UNSENT_DISCARDED, pk, bureau=user.bureau)
    (settings().imports / row["file"]).unlink(missing_ok=True)
