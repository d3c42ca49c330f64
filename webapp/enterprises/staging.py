"""Reading a table and judging its rows, batch by batch, for the staging table: reads the database, writes nothing."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from webapp.accounts.sessions import load_user
from webapp.enterprises.cells import read
from webapp.enterprises.import_columns import ASIDE, COLUMNS, EXAMPLE_MARK
from webapp.enterprises.import_known import load_known, look_up_areas, look_up_existing
from webapp.enterprises.judging import ERROR, Judged, Key, Known, decide
from webapp.enterprises.places import area_text
from webapp.jobs.gentle import gently
from webapp.web.lists import List, open_list
from webapp.web.lists_rows import STEP, shown_rows
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


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """Refuse at once what can be refused without reading the rows of `path`; about how many rows there are."""
    with open_list(Path(told["path"]), COLUMNS, learned={}, ours=ASIDE) as found:
        yield found.total


class Source:
    """The rows of a file in batches, read in threads."""

    def __init__(self, path: Path, learned: Mapping[str, str]) -> None:
        self.path, self.learned = path, learned
        self.stack = ExitStack()
        self.rows: Iterator[Row] = iter(())

    def open(self) -> List:
        found = self.stack.enter_context(open_list(self.path, COLUMNS, learned=self.learned, ours=ASIDE))
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


async def batches(told: dict[str, Any]) -> AsyncGenerator[tuple[Any, ...], None]:
    """Batch after Batch, the first one without rows.

    `told`: job, person, path, batch; `areas`: which of several areas of a name was chosen, `area`: for rows without one.
    """
    known = await load_known(await load_user(told["person"]))
    seen: dict[Key, int] = {}
    done = 0
    known.areas |= told.get("areas", {})
    source = Source(Path(told["path"]), known.learned)
    with source.stack:
        found = await gently(source.open)
        total = found.total
        yield tuple(Batch(0, total, {}, []))
        known.sheets = found.names
        places = await _places_of_sheets(found, known, told.get("area", ""))
        clear = found.clear and (places or any("area" in part.head.keys.values() for part in found.parts))
        while clear and (rows := await source.batch(told["batch"])):
            for number, row in rows:
                row["area"] = row.get("area") or places.get(number // STEP, "")
            judged = await judge(rows, known, seen)
            done += len(rows)
            verdicts = dict(Counter(row.verdict for row in judged))
            yield tuple(
                Batch(done, max(total, done), verdicts, [_staged(told["job"], row) for row in judged])
            )
        table = found.described() | {"clear": bool(clear), "places": places_said(found, places)}
        yield tuple(Batch(done, total, {}, [], table | {"choices": known.choices}))


async def _places_of_sheets(found: List, known: Known, said: str) -> dict[int, str]:
    """{sheet: the area of its rows that name none}: a sheet that is called after a township, else what was said."""
    names = {at: part.name for at, part in enumerate(found.parts)}
    await look_up_areas(known, {*names.values(), said})
    places = {at: name for at, name in names.items() if known.areas.get(area_text(name))}
    return dict.fromkeys(names, said) | places if said else places


def places_said(found: List, places: Mapping[int, str]) -> list[str]:
    """The areas that rows without one were given."""
    return list(dict.fromkeys(places[at] for at in places if at < len(found.parts)))


async def judge(rows: list[Row], known: Known, seen: dict[Key, int]) -> list[Judged]:
    """A batch with its verdicts; `seen` remembers the workplaces of the file from batch to batch."""
    await look_up_areas(known, {row["area"] for _, row in rows if row.get("area")})
    batch: list[Judged] = []
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        batch += await gently(lambda piece=piece: [read(number, row, known) for number, row in piece])  # type: ignore[misc]
    cells = dict(rows)
    existing = await look_up_existing(batch)
    for start in range(0, len(batch), PIECE):
        await gently(lambda start=start: _decide_all(batch[start : start + PIECE], existing, known, seen))  # type: ignore[misc]
    for one in batch:
        if one.verdict == ERROR:
            # Kept to be mended: the file with the errors is made of it.
            one.stored = {"cells": {key: str(text) for key, text in cells[one.number].items() if text}}
    return batch


def _decide_all(
    batch: list[Judged], existing: dict[Key, dict[str, Any]], known: Known, seen: dict[Key, int]
) -> None:
    for row in batch:
        key = row.key
        if row.values.get("name") and (row.values.get("credit_code") or row.values.get("no_code_reason")):
            first = seen.setdefault(key, row.number)
            if first != row.number:
                row.reasons.append(
                    f"与{shown_rows(first, known.sheets)}是同一个工作场所，请删除一行，或填写不同的工作场所名称。"
                )
        decide(row, existing.get(key), known)


def _staged(job: int, row: Judged) -> tuple[Any, ...]:
    reasons = _json(row.reasons) if row.reasons else "[]"
    return (job, row.number, row.verdict, reasons, _json(row.stored), row.name, row.enterprise)
