"""The job that puts a confirmed import into the registry: prepared beforehand, then one short transaction."""

import asyncio
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.sessions import load_user
from webapp.audit import record
from webapp.audit.bulk import EVENT_COLUMNS, event_row, lock_events
from webapp.audit.tables import Event
from webapp.clock import now
from webapp.db import duplicate, lock, sql, transaction
from webapp.db.bulk import delete_many, insert_many, update_many
from webapp.db.connect import SQLITE
from webapp.enterprises.importing import PIECE, drop_rows, file_of
from webapp.enterprises.judging import NEW, UPDATE
from webapp.enterprises.short_codes import new_short_code
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, ImportRow, QrCode
from webapp.enterprises.values import FIELDS
from webapp.errors import Conflict, Invalid
from webapp.jobs.gentle import gently
from webapp.jobs.queries import unpacked
from webapp.jobs.runner import KINDS, Running
from webapp.jobs.tables import Job
from webapp.jobs.verbs import keep_result

APPLY = "enterprises.apply"
CHUNK = 500
TRIES = 5
STALE = "核对以后，有单位被别人修改或登记了，所以没有导入任何内容。请重新核对。"
WRITTEN = (*FIELDS, "search", "severity")
MADE = ("id", *WRITTEN, "open_findings", "revision", "created_by", "created_at", "updated_at")


class IdsTaken(Exception):
    """Somebody created an enterprise while the import was being prepared."""


@dataclass
class Chunk:
    """Some rows, ready for the database."""

    made: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)
    hazards: list[tuple[Any, ...]] = field(default_factory=list)
    codes: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)


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
        await _prepare(job, of, user, ids, moment, spool, total)
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


async def _reserve(number: int) -> range | list[int]:
    """Ids for the new enterprises: taken from the sequence, on SQLite the next free ones (checked when writing)."""
    if not SQLITE:
        rows = await sql(
            "SELECT nextval(pg_get_serial_sequence('enterprise', 'id')) AS id FROM generate_series(1, {})",
            number,
        )
        return [row["id"] for row in rows]
    last = (await sql("SELECT COALESCE(MAX(id), 0) AS id FROM enterprise"))[0]["id"]
    return range(last + 1, last + 1 + number)


async def _prepare(
    job: Running, of: int, user: User, ids: range | list[int], moment: datetime, spool: Path, total: int
) -> None:
    """Write everything that will be inserted into a file, a line for each chunk, so that memory stays bounded."""
    fresh, used, number, done = iter(ids), set[str](), 0, 0
    await asyncio.to_thread(spool.write_bytes, b"")
    while True:
        rows = await (
            ImportRow.select()
            .where(
                (ImportRow.job == of) & ImportRow.verdict.is_in([NEW, UPDATE]) & (ImportRow.number > number)
            )
            .order_by(ImportRow.number)
            .limit(CHUNK)
        )
        if not rows:
            return
        number = rows[-1]["number"]
        codes = await _short_codes(sum(row["verdict"] == NEW for row in rows), used)
        made = iter(codes)
        for start in range(0, len(rows), PIECE):
            piece = rows[start : start + PIECE]
            await gently(lambda piece=piece: _spool(piece, fresh, made, user, of, moment, spool))  # type: ignore[misc]  # noqa: B023
        done += len(rows)
        await job.progress(done, total, "正在准备")


async def _short_codes(number: int, used: set[str]) -> list[str]:
    found: list[str] = []
    while len(found) < number:
        wanted = {new_short_code() for _ in range(number - len(found))} - used
        if wanted:
            taken = await QrCode.select(QrCode.short_code).where(QrCode.short_code.is_in(sorted(wanted)))
            wanted -= {row["short_code"] for row in taken}
        used |= wanted
        found += sorted(wanted)
    return found


def _spool(
    rows: list[dict[str, Any]], ids: Iterator[int], codes: Iterator[str], user: User, of: int, moment: datetime, spool: Path
) -> None:  # fmt: skip
    chunk = Chunk()
    for row in rows:
        values = json.loads(row["values"])
        written = [values["row"][column] for column in WRITTEN]
        new = row["verdict"] == NEW
        pk = next(ids) if new else row["enterprise"]
        if new:
            chunk.made.append((pk, *written, 0, 1, user.id))
            chunk.codes.append((pk, secrets.token_urlsafe(16), next(codes)))
            filled = {
                key: value
                for key, value in values["row"].items()
                if key in FIELDS and value not in {"", None}
            }
            before, after = None, filled | {"hazards": values["hazards"]}
        else:
            chunk.changed.append((*written, values["revision"] + 1, pk, values["revision"]))
            before, after = values["before"], values["after"] | {"revision": values["revision"] + 1}
            if values["hazards"] is not None:
                chunk.cleared.append(pk)
        chunk.hazards += [(pk, code, people) for code, people in (values["hazards"] or {}).items()]
        chunk.events.append(
            event_row(
                user, "enterprise.imported", "enterprise", pk, moment, before=before,
                after=after | {"import": of}, enterprise=pk, bureau=values["row"]["bureau"],
            )
        )  # fmt: skip
    with spool.open("a", encoding="utf-8") as file:
        file.write(json.dumps(chunk.__dict__, ensure_ascii=False) + "\n")


async def _write(of: int, ids: range | list[int], moment: datetime, spool: Path, total: int) -> None:
    """The one transaction's work."""
    if SQLITE and ids and await Enterprise.exists().where(Enterprise.id >= ids[0]):
        raise IdsTaken
    if total > CHUNK:
        await lock_events()
    updates = 0
    with spool.open(encoding="utf-8") as file:
        while line := await asyncio.to_thread(file.readline):
            chunk = Chunk(**await asyncio.to_thread(json.loads, line))
            updates += len(chunk.changed)
            await insert_many(Enterprise, MADE, [(*row, moment, moment) for row in chunk.made])
            columns = (*WRITTEN, "revision", "updated_at")
            place = len(WRITTEN) + 1
            changed = [(*row[:place], moment, *row[place:]) for row in chunk.changed]
            await update_many(Enterprise, columns, ("id", "revision"), changed)
            await delete_many(EnterpriseHazard, "enterprise", chunk.cleared)
            await insert_many(EnterpriseHazard, ("enterprise", "factor", "exposed"), chunk.hazards)
            made = [(*row, moment, "") for row in chunk.codes]
            await insert_many(
                QrCode, ("enterprise", "token", "short_code", "created_at", "revoked_why"), made
            )
            await insert_many(Event, EVENT_COLUMNS, [(moment, *row) for row in chunk.events])
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


KINDS[APPLY] = apply
