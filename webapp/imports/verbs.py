"""An import as people see it: uploading, the preview's rows, confirming, checking anew, cancelling."""

import asyncio
import hashlib
import json
import secrets
from pathlib import Path
from typing import Any, Protocol

from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.db.sql.paging import Page, cut, decode
from webapp.errors import Conflict, NotFound, TooLarge
from webapp.imports.events import IMPORT_CANCELLED, IMPORT_CONFIRMED, IMPORT_UNDONE, IMPORT_UPLOADED
from webapp.imports.kinds import NEW, UPDATE, VERDICTS, Kind
from webapp.imports.reading import drop_rows, file_of
from webapp.imports.tables import ImportRow
from webapp.jobs.aside import Bounds
from webapp.jobs.examining import examined
from webapp.jobs.queries import job_for, jobs_of
from webapp.jobs.tables import Job
from webapp.jobs.verbs import cancel, enqueue, keep_result, requeue
from webapp.settings import settings
from webapp.web.sheets import MAX_BYTES
from webapp.web.text import clean

COPY = 1 << 18
# 100,000 rows whose every text is another one take 200 MB and 18 s on a busy machine.
LOOK = Bounds(memory=1_200_000_000, seconds=60)


class Readable(Protocol):
    """A file that is being sent."""

    async def read(self, size: int = -1) -> bytes: ...


async def begin(kind: Kind, user: User, upload: Readable, name: str) -> int:
    """Keep a file, refuse in words what is no table of ours, and queue its reading; returns the import's id."""
    path = settings().imports / f"{now():%Y%m%d}-{secrets.token_hex(8)}.table"
    digest = await _receive(upload, path)
    try:
        rows = await examined("table", kind.looking, {"path": str(path)}, LOOK)
        async with transaction():
            shown = clean(Path(name.replace("\\", "/")).name)[-120:] or "未命名"
            params = {"file": path.name, "name": shown, "sha256": digest}
            pk = await enqueue(user, kind.reads, params | {"rows": rows})
            await record(user, IMPORT_UPLOADED, pk, after=params, bureau=user.bureau)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return pk


async def _receive(upload: Readable, path: Path) -> str:
    """Stream to disk; returns the SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            while piece := await upload.read(COPY):
                size += len(piece)
                if size > MAX_BYTES:
                    raise TooLarge(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请分成几个文件。")
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


async def import_for(kind: Kind, user: User, pk: int) -> dict[str, Any]:
    """An import of this person with its `phase` (reading columns failed preview applying applied cancelled) and `work`.

    `table`: what the file is like; `sheets` of it as shown_rows() wants them.
    """
    job = await job_for(user, pk)
    if job["kind"] != kind.reads:
        raise NotFound
    return await _described(user, job)


async def imports_of(kind: Kind, user: User) -> list[dict[str, Any]]:
    """The newest imports of this person."""
    return [{**job, "phase": _phase(job)} for job in await jobs_of(user, kind.reads)]


def _phase(job: dict[str, Any]) -> str:
    if job["state"] in {"queued", "running"}:
        return "reading"
    return str(job["result"].get("phase", "failed"))


async def _described(user: User, job: dict[str, Any]) -> dict[str, Any]:
    work = job
    if job["result"].get("apply"):
        work = await job_for(user, job["result"]["apply"])
        if work["state"] == "done":
            # It may have ended after `job` was read; a page that showed it as applying would ask no more.
            job = await job_for(user, job["id"])
    return {
        **job,
        "phase": _phase(job),
        "work": work,
        "counts": job["result"].get("counts", {}),
        "table": job["result"].get("table", {}),
    }


async def rows_of(kind: Kind, pk: int, verdict: str, cursor: str | None = None) -> Page[dict[str, Any]]:
    """A page of the preview, by row number; each row with `reasons` and `differences` as lists of sentences."""
    if verdict not in VERDICTS:
        return Page([])
    query = ImportRow.select().where((ImportRow.job == pk) & (ImportRow.verdict == verdict))
    key = decode(cursor, 1)
    if key and isinstance(key[0], int):
        query = query.where(ImportRow.number > key[0])
    page = cut(await query.order_by(ImportRow.number).limit(51), "number")
    for row in page.rows:
        row["reasons"] = json.loads(row["reasons"])
        row["values"] = json.loads(row["values"])
        row["differences"] = kind.differences(row["values"]) if verdict == UPDATE else []
    return page


async def confirm(kind: Kind, user: User, pk: int, **said: Any) -> int:
    """Queue the writing of what was previewed; asked twice, it is done once. Returns the job to watch.

    `said`: how, as kinds understand it; `keep`: what is there already stays as it is.
    """
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        if found["phase"] in {"applying", "applied"}:
            return int(found["result"]["apply"])
        if found["phase"] != "preview":
            raise Conflict("这次导入还没有核对完，或已经取消。")
        kept = found["counts"].get(UPDATE, 0) if not said.get("keep") else 0
        if not found["counts"].get(NEW, 0) + kept:
            raise Conflict("没有需要导入的内容。")
        job = await enqueue(user, kind.writes, {"import": pk} | said)
        await keep_result(pk, found["result"] | {"phase": "applying", "apply": job})
        await record(user, IMPORT_CONFIRMED, pk, after=found["counts"] | said, bureau=user.bureau)
    return job


async def check_again(kind: Kind, user: User, pk: int) -> None:
    """Read the file anew: after a failure, or when the registry has changed since the preview."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        stuck = found["phase"] == "applying" and found["work"]["state"] == "failed"
        if not stuck and found["phase"] not in {"columns", "preview", "failed"}:
            raise Conflict("这次导入正在处理或已经结束，不能重新核对。")
        await keep_result(pk, {})
        await requeue(pk)


async def give_up(kind: Kind, user: User, pk: int) -> None:
    """Cancel an import that has not been confirmed; its rows and file go."""
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        stuck = found["phase"] == "applying" and found["work"]["state"] == "failed"
        if found["phase"] == "cancelled":
            return
        if not stuck and found["phase"] not in {"reading", "columns", "preview", "failed"}:
            raise Conflict("已经确认导入，不能再取消。")
        await cancel(pk)
        await keep_result(pk, {"phase": "cancelled"})
        await record(user, IMPORT_CANCELLED, pk, bureau=user.bureau)
    await drop_rows(pk)
    file_of(found["params"]).unlink(missing_ok=True)


async def undo(kind: Kind, user: User, pk: int) -> int:
    """Delete what an import of this person made; returns how many. All or nothing: Conflict says what rests on which.

    What it only updated keeps what it wrote: the events say what was there before.
    """
    async with transaction():
        await lock(Job, pk)
        found = await import_for(kind, user, pk)
        if found["phase"] != "applied":
            raise Conflict("这次导入没有完成，或已经撤销。")
        number = await kind.take_back(user, found)
        if not number:
            raise Conflict(f"这次导入没有新增{kind.entry}，没有可以撤销的内容。")
        await keep_result(pk, found["result"] | {"phase": "undone"})
        after = {"number": number, "file": found["params"]["name"]}
        await record(user, IMPORT_UNDONE, pk, after=after, bureau=user.bureau)
    return number
