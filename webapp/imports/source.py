"""The rows of a file in batches, and a batch with its verdicts: for those who judge, who write nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from webapp.imports.kinds import ERROR, EXAMPLE_MARK
from webapp.jobs.gentle import gently
from webapp.web.lists import List
from webapp.web.sheets import Row

BATCH = 500
# So many rows are worked on at a stretch before requests get their turn.
PIECE = 50
STAGED = ("job", "number", "verdict", "reasons", "values", "name", "enterprise")
_json = json.JSONEncoder(ensure_ascii=False).encode


class Batch(NamedTuple):
    """`read`: how many rows so far; `total`: of about how many; how often each verdict; the rows as STAGED says.

    `table`: at the end what people are told of the file; where its columns are not `clear` there are no rows.
    """

    read: int
    total: int
    verdicts: dict[str, int]
    rows: list[tuple[Any, ...]]
    table: dict[str, Any] | None = None


class Verdict(Protocol):
    """A row that was judged; `enterprise` is the id of what is there already, of whatever kind."""

    number: int
    name: str
    verdict: str
    reasons: list[str]
    stored: dict[str, Any]

    @property
    def known(self) -> int | None: ...


class Source:
    """The rows of a file, read in threads; `opened` makes the list of its path and of what the bureau has learned."""

    def __init__(self, path: Path, learned: Mapping[str, str], opened: Callable[..., Any]) -> None:
        self.path, self.learned, self.opened = path, learned, opened
        self.stack = ExitStack()
        self.rows: Iterator[Row] = iter(())

    def open(self) -> List:
        found: List = self.stack.enter_context(self.opened(self.path, learned=self.learned))
        self.rows = (row for row in found.rows() if EXAMPLE_MARK not in row[1]["name"])
        return found

    async def batch(self, most: int) -> list[Row]:
        """The next `most` rows, read piece by piece."""
        rows: list[Row] = []
        while len(rows) < most:
            piece = await gently(lambda: list(islice(self.rows, min(PIECE, most))))
            rows += piece
            if not piece:
                break
        return rows


def keep_cells(batch: Sequence[Verdict], rows: Sequence[Row]) -> None:
    """What stood in the cells of mistaken rows: the file with the errors is made of it."""
    cells = dict(rows)
    for one in batch:
        if one.verdict == ERROR:
            one.stored = {"cells": {key: str(text) for key, text in cells[one.number].items() if text}}


def staged(job: int, read: int, total: int, batch: Sequence[Verdict]) -> tuple[Any, ...]:
    """A Batch of rows that were judged, as a process can say it."""
    verdicts = dict(Counter(row.verdict for row in batch))
    return tuple(Batch(read, max(total, read), verdicts, [_staged(job, row) for row in batch]))


def _staged(job: int, row: Verdict) -> tuple[Any, ...]:
    reasons = _json(row.reasons) if row.reasons else "[]"
    return (job, row.number, row.verdict, reasons, _json(row.stored), row.name, row.known)
