"""Reading a table and judging its rows, batch by batch, for the staging table: reads the database, writes nothing."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from webapp.accounts.sessions import load_user
from webapp.enterprises.cells import read
from webapp.enterprises.import_columns import COLUMNS, EXAMPLE_MARK, SHEET
from webapp.enterprises.import_known import load_known, look_up_areas, look_up_existing
from webapp.enterprises.judging import Judged, Key, Known, decide
from webapp.jobs.gentle import gently
from webapp.web.sheets import Row, Sheet, open_sheet

BATCH = 500
# So many rows are worked on at a stretch before requests get their turn.
PIECE = 50
STAGED = ("job", "number", "verdict", "reasons", "values", "name", "enterprise")
_json = json.JSONEncoder(ensure_ascii=False).encode


class Batch(NamedTuple):
    """`read`: how many rows so far; `total`: of about how many; how often each verdict; the rows as STAGED says."""

    read: int
    total: int
    verdicts: dict[str, int]
    rows: list[tuple[Any, ...]]


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """Refuse at once what can be refused without reading the rows of `path`; about how many rows there are."""
    with open_sheet(Path(told["path"]), COLUMNS, sheet=SHEET) as sheet:
        yield sheet.total


class Source:
    """The rows of a file in batches, read in threads."""

    def __init__(self, path: Path, checked: int | None) -> None:
        self.path, self.checked = path, checked
        self.stack = ExitStack()
        self.rows: Iterator[Row] = iter(())

    def open(self) -> Sheet:
        sheet = self.stack.enter_context(open_sheet(self.path, COLUMNS, sheet=SHEET, checked=self.checked))
        self.rows = (row for row in sheet.rows() if EXAMPLE_MARK not in row[1]["name"])
        return sheet

    async def batch(self, most: int) -> list[Row]:
        """The next `most` rows, read piece by piece."""
        rows: list[Row] = []
        while len(rows) < most:
            piece = await gently(lambda: list(islice(self.rows, min(PIECE, most))))
            rows += piece
            if not piece:
                break
        return rows


async def batches(told: dict[str, Any]) -> AsyncGenerator[tuple[Any, ...], None]:
    """Batch after Batch, the first one without rows. `told`: job, person, path, rows (as looked_at counted them), batch."""
    known = await load_known(await load_user(told["person"]))
    seen: dict[Key, int] = {}
    done = 0
    source = Source(Path(told["path"]), told["rows"])
    with source.stack:
        total = (await gently(source.open)).total
        yield tuple(Batch(0, total, {}, []))
        while rows := await source.batch(told["batch"]):
            judged = await judge(rows, known, seen)
            done += len(rows)
            verdicts = dict(Counter(row.verdict for row in judged))
            yield tuple(
                Batch(done, max(total, done), verdicts, [_staged(told["job"], row) for row in judged])
            )


async def judge(rows: list[Row], known: Known, seen: dict[Key, int]) -> list[Judged]:
    """A batch with its verdicts; `seen` remembers the workplaces of the file from batch to batch."""
    await look_up_areas(known, {row["area"] for _, row in rows if row.get("area")})
    batch: list[Judged] = []
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        batch += await gently(lambda piece=piece: [read(number, row, known) for number, row in piece])  # type: ignore[misc]
    existing = await look_up_existing(batch)
    for start in range(0, len(batch), PIECE):
        await gently(lambda start=start: _decide_all(batch[start : start + PIECE], existing, known, seen))  # type: ignore[misc]
    return batch


def _decide_all(
    batch: list[Judged], existing: dict[Key, dict[str, Any]], known: Known, seen: dict[Key, int]
) -> None:
    for row in batch:
        key = row.key
        if row.values.get("name") and (row.values.get("credit_code") or row.values.get("no_code_reason")):
            first = seen.setdefault(key, row.number)
            if first != row.number:
                row.reasons.append(f"与第 {first} 行是同一个工作场所，请删除一行，或填写不同的工作场所名称。")
        decide(row, existing.get(key), known)


def _staged(job: int, row: Judged) -> tuple[Any, ...]:
    reasons = _json(row.reasons) if row.reasons else "[]"
    return (job, row.number, row.verdict, reasons, _json(row.stored), row.name, row.enterprise)
