"""The job that reads an uploaded table into the staging table, every row with its verdict."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from webapp.accounts.sessions import load_user
from webapp.db import transaction
from webapp.db.bulk import insert_many
from webapp.enterprises.cells import read
from webapp.enterprises.import_columns import COLUMNS, EXAMPLE_MARK, SHEET
from webapp.enterprises.import_known import load_known, look_up_areas, look_up_existing
from webapp.enterprises.judging import Judged, Key, Known, decide
from webapp.enterprises.tables import ImportRow
from webapp.errors import Invalid
from webapp.jobs.gentle import gently
from webapp.jobs.runner import KINDS, Running
from webapp.settings import settings
from webapp.web.sheets import Row, Sheet, open_sheet

READ = "enterprises.read"
BATCH = 500
# So many rows are worked on at a stretch before requests get their turn.
PIECE = 50
DELETED_AT_ONCE = 2_000
STAGED = ("job", "number", "verdict", "reasons", "values", "name", "enterprise")


def file_of(params: dict[str, Any]) -> Path:
    """The uploaded file; its name on disk is ours."""
    return settings().imports / str(params["file"])


def check_file(path: Path) -> None:
    """Refuse at once what can be refused without reading the rows (blocking)."""
    with open_sheet(path, COLUMNS, sheet=SHEET):
        return


class Source:
    """The rows of a file in batches, read in threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stack = ExitStack()
        self.rows: Iterator[Row] = iter(())

    def open(self) -> Sheet:
        sheet = self.stack.enter_context(open_sheet(self.path, COLUMNS, sheet=SHEET))
        self.rows = (row for row in sheet.rows() if EXAMPLE_MARK not in row[1]["name"])
        return sheet

    async def batch(self) -> list[Row]:
        """The next BATCH rows, read piece by piece."""
        rows: list[Row] = []
        while len(rows) < BATCH:
            piece = await gently(lambda: list(islice(self.rows, min(PIECE, BATCH))))
            rows += piece
            if not piece:
                break
        return rows


async def read_file(job: Running) -> dict[str, Any]:
    """Stage every row; can be run again from the beginning at any time."""
    known = await load_known(await load_user(job.person))
    await drop_rows(job.id)
    path = file_of(job.params)
    if not path.exists():
        raise Invalid("上传的文件已不在服务器上，请重新上传。")
    counts: Counter[str] = Counter()
    seen: dict[Key, int] = {}
    done = 0
    with ExitStack() as stack:
        source = Source(path)
        stack.callback(source.stack.close)
        total = (await gently(source.open)).total
        await job.progress(0, total, "正在核对", now_=True)
        while rows := await source.batch():
            judged = await judge(rows, known, seen)
            await stage(job.id, judged)
            counts.update(row.verdict for row in judged)
            done += len(rows)
            await job.progress(done, max(total, done), "正在核对")
    if not done:
        raise Invalid("表格里除了列名没有内容。")
    return {"phase": "preview", "counts": dict(counts)}


async def judge(rows: list[Row], known: Known, seen: dict[Key, int]) -> list[Judged]:
    """A batch with its verdicts; `seen` remembers the workplaces of the file from batch to batch."""
    await look_up_areas(known, {row["area"] for _, row in rows if row.get("area")})
    batch: list[Judged] = []
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        batch += await gently(lambda piece=piece: [read(number, _full(row), known) for number, row in piece])  # type: ignore[misc]
    existing = await look_up_existing(batch)
    for start in range(0, len(batch), PIECE):
        await gently(lambda start=start: _decide_all(batch[start : start + PIECE], existing, known, seen))  # type: ignore[misc]
    return batch


def _full(row: dict[str, str]) -> dict[str, str]:
    return {column.key: row.get(column.key, "") for column in COLUMNS}


def _decide_all(
    batch: list[Judged], existing: dict[Key, dict[str, Any]], known: Known, seen: dict[Key, int]
) -> None:
    for row in batch:
        if row.values.get("name") and (row.values.get("credit_code") or row.values.get("no_code_reason")):
            first = seen.setdefault(row.key, row.number)
            if first != row.number:
                row.reasons.append(f"与第 {first} 行是同一个工作场所，请删除一行，或填写不同的工作场所名称。")
        decide(row, existing.get(row.key), known)


async def stage(job: int, batch: list[Judged]) -> None:
    """Write a batch into the staging table in a transaction of its own."""
    rows = [
        (
            job,
            row.number,
            row.verdict,
            json.dumps(row.reasons, ensure_ascii=False),
            json.dumps(row.stored, ensure_ascii=False),
            row.name,
            row.enterprise,
        )
        for row in batch
    ]
    async with transaction():
        await insert_many(ImportRow, STAGED, rows)


async def drop_rows(job: int) -> None:
    """Delete the staged rows of a job, some at a time, so that nobody waits for it."""
    while True:
        ids = await (
            ImportRow.select(ImportRow.id).where(ImportRow.job == job).order_by(ImportRow.number)
            .limit(DELETED_AT_ONCE).output(as_list=True)
        )  # fmt: skip
        if not ids:
            return
        async with transaction():
            for start in range(0, len(ids), BATCH):
                await ImportRow.delete().where(ImportRow.id.is_in(ids[start : start + BATCH]))


KINDS[READ] = read_file
