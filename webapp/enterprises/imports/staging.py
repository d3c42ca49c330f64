"""Reading a table and judging its rows, batch by batch, for the staging table: reads the database, writes nothing."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.enterprises.imports.cells import read
from webapp.enterprises.imports.columns import COLUMNS
from webapp.enterprises.imports.judging import Judged, Key, Known, decide
from webapp.enterprises.imports.known import load_known, look_up_areas, look_up_existing
from webapp.enterprises.imports.layout import LAYOUT
from webapp.enterprises.imports.places import area_text
from webapp.imports.source import PIECE, Batch, Source, keep_cells, staged
from webapp.jobs.gentle import gently
from webapp.web.lists import List, open_list
from webapp.web.lists.rows import STEP, shown_rows
from webapp.web.sheets import Row


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[int, None]:
    """Refuse at once what can be refused without reading the rows of `path`; about how many rows there are."""
    with _opened(Path(told["path"]), learned={}) as found:
        yield found.total


def _opened(path: Path, *, learned: Mapping[str, str]) -> AbstractContextManager[List]:
    return open_list(path, COLUMNS, learned=learned, ours=LAYOUT.ours)


async def batches(told: dict[str, Any]) -> AsyncGenerator[tuple[Any, ...], None]:
    """Batch after Batch, the first one without rows.

    `told`: job, person, path, batch; `areas`: which of several areas of a name was chosen, `area`: for rows without one.
    """
    known = await load_known(await load_user(told["person"]))
    seen: dict[Key, int] = {}
    done = 0
    known.areas |= told.get("areas", {})
    source = Source(Path(told["path"]), known.learned, _opened)
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
            batch = await judge(rows, known, seen)
            done += len(rows)
            yield staged(told["job"], done, total, batch)
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
    existing = await look_up_existing(batch)
    for start in range(0, len(batch), PIECE):
        await gently(lambda start=start: _decide_all(batch[start : start + PIECE], existing, known, seen))  # type: ignore[misc]
    keep_cells(batch, rows)
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
