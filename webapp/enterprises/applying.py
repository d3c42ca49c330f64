"""The job that puts a confirmed import into the registry: prepared beforehand, then one short transaction."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.sessions import load_user
from webapp.audit import record
from webapp.audit.bulk import EVENT_COLUMNS, lock_events
from webapp.audit.tables import Event
from webapp.clock import now
from webapp.db import duplicate, lock, sql, transaction
from webapp.db.bulk import delete_many, insert_many, update_many
from webapp.db.connect import SQLITE
from webapp.enterprises.importing import drop_rows, file_of, somewhere
from webapp.enterprises.judging import NEW, UPDATE
from webapp.enterprises.preparing import CHUNK, WRITTEN, Chunk, chunks, prepared
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.errors import Conflict, Invalid
from webapp.jobs.queries import unpacked
from webapp.jobs.runner import KINDS, Running
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result

APPLY = "enterprises.apply"
TRIES = 5
STALE = "核对以后，有单位被别人修改或登记了，所以没有导入任何内容。请重新核对。"
MADE = ("id", *WRITTEN, "open_findings", "revision", "created_by", "created_at", "updated_at")


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
    await drop_rows(of)
    file_of(read["params"]).unlink(missing_ok=True)
    return {"of": of}


async def _apply(job: Running, read: dict[str, Any], user: User) -> None:
    of, counts = read["id"], read["result"]["counts"]
    total = counts.get(NEW, 0) + counts.get(UPDATE, 0)
    moment = now()
    ids = await _reserve(counts.get(NEW, 0))
    spool = file_of(read["params"]).with_suffix(f".{job.id}.spool")
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
            await record(user, "import.applied", "import", of, after=after, bureau=user.bureau)
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
    updates = 0
    with spool.open("rb") as file:
        waiting = chunks(file)
        while chunk := await asyncio.to_thread(next, waiting, None):
            updates += len(chunk.changed)
            await _write_chunk(chunk, moment)
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


async def _write_chunk(chunk: Chunk, moment: datetime) -> None:
    # As SQLite keeps it: else every row of every table would have it converted anew.
    at = str(moment.astimezone(UTC)) if SQLITE else moment
    await insert_many(Enterprise, MADE, [(*row, at, at) for row in chunk.made])
    place = len(WRITTEN) + 1
    changed = [(*row[:place], at, *row[place:]) for row in chunk.changed]
    await update_many(Enterprise, (*WRITTEN, "revision", "updated_at"), ("id", "revision"), changed)
    await delete_many(EnterpriseHazard, "enterprise", chunk.cleared)
    await insert_many(EnterpriseHazard, ("enterprise", "factor", "exposed"), chunk.hazards)
    codes = [(*row, at, "") for row in chunk.codes]
    await insert_many(QrCode, ("enterprise", "token", "short_code", "created_at", "revoked_why"), codes)
    await insert_many(Event, EVENT_COLUMNS, [(at, *row) for row in chunk.events])


KINDS[APPLY] = apply
