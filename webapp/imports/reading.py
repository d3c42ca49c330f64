"""The job that reads an uploaded table into the staging table, every row with its verdict."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from webapp.clock import now
from webapp.db import sql, transaction
from webapp.db.sql.bulk import insert_many
from webapp.errors import Invalid, TooLarge
from webapp.imports import source
from webapp.imports.kinds import ERROR, Kind
from webapp.imports.source import STAGED, Batch
from webapp.imports.tables import ImportRow
from webapp.jobs.aside import HARDLY_NICE, Bounds, aside
from webapp.jobs.queue import Running
from webapp.jobs.runner import KINDS
from webapp.settings import settings

DELETED_AT_ONCE = 1_000
MENDED_WITHIN = timedelta(days=30)
# Beyond so many rows a process of its own is worth the second that it needs to start.
ASIDE_FROM = 3_000
# For 100,000 rows, with room; what somebody uploaded is always read in a process of its own.
READING = Bounds(memory=1_500_000_000, seconds=900)

# What a file is kept with; whatever else was said of it is told to those who judge.
KEPT = frozenset({"file", "name", "sha256", "rows"})

Work = Callable[[dict[str, Any]], AsyncGenerator[Any, None]]


def file_of(params: dict[str, Any]) -> Path:
    """The uploaded file; its name on disk is ours."""
    return settings().imports / str(params["file"])


def somewhere(work: Work, told: dict[str, Any], rows: int) -> AbstractAsyncContextManager[AsyncIterator[Any]]:
    """What `work` makes of `told`: in a process of its own when there are many rows, else here."""
    if rows > ASIDE_FROM:
        return aside(f"{work.__module__}:{work.__name__}", told)
    return aclosing(work(told))


async def read_file(kind: Kind, job: Running) -> dict[str, Any]:
    """Stage every row; can be run again from the beginning at any time."""
    await drop_rows(job.id)
    await drop_unmended(kind)
    path, rows = file_of(job.params), job.params.get("rows")
    if not path.exists():
        raise Invalid("上传的文件已不在服务器上，请重新上传。")
    counts: Counter[str] = Counter()
    told = {"job": job.id, "person": job.person, "path": str(path), "batch": source.BATCH}
    told |= {key: said for key, said in job.params.items() if key not in KEPT}
    table: dict[str, Any] = {"clear": True}
    await job.progress(0, rows or 0, "正在核对", now_=True)
    bounds = READING if (rows or 0) > ASIDE_FROM else replace(READING, nice=HARDLY_NICE)
    try:
        async with aside(judging(kind), told, bounds) as found:
            async for item in found:
                batch = Batch(*item)
                if batch.rows:
                    await stage(job, batch)
                counts.update(batch.verdicts)
                table = batch.table or table
                await job.progress(batch.read, batch.total, "正在核对")
    except TooLarge:
        # It would meet the same bound again.
        path.unlink(missing_ok=True)
        raise
    if not table["clear"]:
        return {"phase": "columns", "table": table}
    if not counts:
        raise Invalid("表格里除了列名没有内容。")
    return {"phase": "preview", "counts": dict(counts), "table": table}


def judging(kind: Kind) -> str:
    """Who judges the rows."""
    return kind.staging


async def stage(job: Running, batch: Batch) -> None:
    """Write a batch into the staging table in a transaction of its own; Lost when the job is no longer ours."""
    async with transaction():
        # Holds the job's row: who cancels it deletes what was staged before, and nothing is staged after.
        await job.beat()
        await insert_many(ImportRow, STAGED, batch.rows)


async def drop_unmended(kind: Kind) -> None:
    """Forget the rows that nobody has mended for a month: they tell of people and places."""
    async with transaction():
        await sql(
            "DELETE FROM import_row WHERE verdict = {} AND job IN (SELECT id FROM job WHERE kind = {} AND ended_at < {})",
            ERROR,
            kind.reads,
            now() - MENDED_WITHIN,
        )


async def drop_rows(job: int, but: str = "") -> None:
    """Delete the staged rows of a job, `but` those of one verdict, some at a time, so that nobody waits for it."""
    while await ImportRow.exists().where((ImportRow.job == job) & (ImportRow.verdict != but)):
        async with transaction():
            await sql(
                "DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE job = {} AND verdict <> {} LIMIT {})",
                job,
                but,
                DELETED_AT_ONCE,
            )


def register(kind: Kind) -> Kind:
    """Let the runner of jobs know a kind."""
    KINDS[kind.reads] = partial(read_file, kind)
    KINDS[kind.writes] = kind.write
    return kind
