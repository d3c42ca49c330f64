"""The job that puts a confirmed import into the registry: prepared beforehand, then one short transaction."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.bulk import EVENT_COLUMNS, lock_events
from webapp.audit.tables import EventRow
from webapp.clock import now
from webapp.db import duplicate, lock, sql, transaction
from webapp.db.connect import SQLITE
from webapp.db.sql.bulk import delete_many, insert_many, update_many
from webapp.db.sql.statistics import analyze
from webapp.enterprises.imports.preparing import CHUNK, WRITTEN, Chunk, chunks, prepared
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, FormerName, QrCode
from webapp.errors import Conflict, Invalid
from webapp.imports.events import IMPORT_APPLIED
from webapp.imports.kinds import ERROR, NEW, UPDATE
from webapp.imports.reading import drop_rows, file_of, somewhere
from webapp.jobs.queries import unpacked
from webapp.jobs.queue import Running
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result

TRIES = 5
SPOOL = ".spool"
TOGETHER = 4  # chunks that are written at once
STALE = "核对以后，有单位被别人修改或登记了，所以没有导入任何内容。请重新核对。"
MADE = ("id", *WRITTEN, "open_findings", "revision", "created_by", "created_at", "updated_at")

At = datetime | str


class IdsTaken(Exception):
    """Somebody created an enterprise while the import was being prepared."""


async def apply(job: Running) -> dict[str, Any]:
    """Import what was confirmed; done once, however often it is run."""
    of = job.params["import"]
    row = await Job.select().where(Job.id == of).first()
    if row is None:
        raise Invalid("这次导入已不存在。")
    read = unpacked(row)
    if read["result"].get("phase") == "applying":
        user = await load_user(job.person)
        for _ in range(TRIES):
            try:
                await _apply(job, read, user)
                break
            except IdsTaken:
                continue
        else:
            raise Conflict("正在新建的单位太多，请稍后再试。")
    await drop_rows(of, ERROR)
    path = file_of(read["params"])
    for left in (path, *path.parent.glob(f"{path.stem}.*{SPOOL}")):
        left.unlink(missing_ok=True)
    return {}


async def _apply(job: Running, read: dict[str, Any], user: User) -> None:
    of, counts = read["id"], read["result"]["counts"]
    total = counts.get(NEW, 0) + counts.get(UPDATE, 0)
    moment = now()
    ids = await _reserve(counts.get(NEW, 0))
    # A new file name for every try: a process believed dead may still be writing into the old one.
    spool = file_of(read["params"]).with_suffix(f".{job.holder}{SPOOL}")
    try:
        await _prepare(job, of, ids, moment, spool, total)
        await job.progress(total, total, "正在写入", now_=True)
        async with transaction():
            await lock(Job, of)
            if not await Job.exists().where((Job.id == job.id) & (Job.holder == job.holder)):
                raise Conflict("这次导入已由另一个进程接手。")
            await _write(of, ids, moment, spool, total)
            result = read["result"] | {"phase": "applied", "at": moment.isoformat()}
            await keep_result(of, result)
            after = {"counts": counts, "file": read["params"]["name"], "sha256": read["params"]["sha256"]}
            await record(user, IMPORT_APPLIED, of, after=after, bureau=user.bureau)
        if total > CHUNK:
            await analyze()
    except Exception as error:
        if duplicate(error):
            raise Conflict(STALE) from error
        raise
    finally:
        await asyncio.to_thread(spool.unlink, missing_ok=True)


async def _reserve(number: int) -> list[int]:
    """Ids for the new enterprises: taken from the sequence, on SQLite the next free ones (checked when writing)."""
    if not SQLITE:
        rows = await sql(
            "SELECT nextval(pg_get_serial_sequence('enterprise', 'id')) AS id FROM generate_series(1, {})",
            number,
        )
        return [row["id"] for row in rows]
    last = (await sql("SELECT COALESCE(MAX(id), 0) AS id FROM enterprise"))[0]["id"]
    return list(range(last + 1, last + 1 + number))


async def _prepare(
    job: Running, of: int, ids: Sequence[int], moment: datetime, spool: Path, total: int
) -> None:
    """Write everything that will be inserted into a file, so that the transaction only has to insert it."""
    told = {"spool": str(spool), "import": of, "person": job.person, "moment": moment.isoformat(), "ids": ids}
    async with somewhere(prepared, told, total) as steps:
        async for done in steps:
            await job.progress(done, total, "正在准备")


async def _write(of: int, ids: Sequence[int], moment: datetime, spool: Path, total: int) -> None:
    """The one transaction's work."""
    if SQLITE and ids and await Enterprise.exists().where(Enterprise.id >= ids[0]):
        raise IdsTaken
    if total > CHUNK:
        await lock_events()
    # As SQLite keeps it: else every row of every table would have it converted anew.
    at: At = str(moment.astimezone(UTC)) if SQLITE else moment
    # Table by table: the pages of one table's indexes are all that has to be at hand.
    updates = 0
    for write in (_write_enterprises, _write_names, _write_hazards, _write_codes, _write_events):
        async for some in _spooled(spool):
            updates += await write(some, at)
    if updates:
        kept = await sql(
            "SELECT COUNT(*) AS n FROM import_row r JOIN enterprise e ON e.id = r.enterprise "
            "WHERE r.job = {} AND r.verdict = {} AND e.updated_at = {}",
            of,
            UPDATE,
            moment,
        )
        if kept[0]["n"] != updates:
            raise Conflict(STALE)


async def _spooled(spool: Path) -> AsyncIterator[Sequence[Chunk]]:
    with await asyncio.to_thread(spool.open, "rb") as file:
        waiting = chunks(file)
        while some := await asyncio.to_thread(lambda: list(islice(waiting, TOGETHER))):
            yield some


async def _write_enterprises(some: Sequence[Chunk], at: At) -> int:
    """Returns how many were updated."""
    made = [(*row, at, at) for chunk in some for row in chunk.made]
    await insert_many(Enterprise, MADE, made)
    place = len(WRITTEN) + 1
    changed = [(*row[:place], at, *row[place:]) for chunk in some for row in chunk.changed]
    await update_many(Enterprise, (*WRITTEN, "revision", "updated_at"), ("id", "revision"), changed)
    return len(changed)


async def _write_names(some: Sequence[Chunk], at: At) -> int:
    rows = [(*row, at) for chunk in some for row in chunk.renamed]
    await insert_many(FormerName, ("enterprise", "name", "until"), rows)
    return 0


async def _write_hazards(some: Sequence[Chunk], at: At) -> int:
    await delete_many(EnterpriseHazard, "enterprise", [pk for chunk in some for pk in chunk.cleared])
    rows = [row for chunk in some for row in chunk.hazards]
    await insert_many(EnterpriseHazard, ("enterprise", "factor", "exposed"), rows)
    return 0


async def _write_codes(some: Sequence[Chunk], at: At) -> int:
    rows = [(*row, at, "") for chunk in some for row in chunk.codes]
    await insert_many(QrCode, ("enterprise", "token", "short_code", "created_at", "revoked_why"), rows)
    return 0


async def _write_events(some: Sequence[Chunk], at: At) -> int:
    await insert_many(EventRow, EVENT_COLUMNS, [(at, *row) for chunk in some for row in chunk.events])
    return 0
