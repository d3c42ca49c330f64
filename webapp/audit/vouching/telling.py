"""Vouching: at its end a transaction puts the hashes of the rows that it wrote into its last event."""

import json
from collections import defaultdict
from typing import Any

from webapp.audit.declared import Event
from webapp.audit.events import KEPT
from webapp.audit.verbs import SYSTEM, event_of, insert_event, insert_waiting
from webapp.audit.vouching.hashing import Hashes
from webapp.audit.vouching.reading import Seen, names, some
from webapp.clock import now
from webapp.db.vouching import Vouched, vouched
from webapp.db.written import WRITTEN, Columns
from webapp.settings import settings

MOST = 500  # rows that one event vouches for
Told = list[Any]


async def vouch(last: bool) -> None:
    """Vouch for what the transaction wrote; before its end only for rows without parts, which may be still to come.

    Rows that were written without an event of their own (an import's, the demo's) get one that only vouches.
    """
    current = WRITTEN.get()
    if current is None or (not current.rows and current.event is None):
        return
    hashes = Hashes(settings().key)
    chunks: list[list[Told]] = []
    for name in list(current.rows):
        one = vouched()[name]
        if last or not (one.parts or one.whole):
            chunks += await _table(one, current.rows.pop(name), hashes)
    if not last:
        await insert_waiting()
    elif current.event is not None:
        event, current.event = current.event, None
        first = _together(chunks)
        await insert_event(event | ({"vouched": _text(first)} if first else {}))
    for chunk in _many(chunks):
        await tell(chunk)


async def tell(told: list[Told], event: Event = KEPT) -> None:
    """An event that only vouches."""
    row = event_of(SYSTEM, event, "", now())
    await insert_event(row | {"vouched": _text(told)})


def _text(told: list[Told]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _size(chunk: list[Told]) -> int:
    return sum(len(keys) for _, _, keys in chunk)


def _together(chunks: list[list[Told]]) -> list[Told]:
    """Take out what fits into one event."""
    first: list[Told] = []
    while chunks and (not first or _size(first) + _size(chunks[0]) <= MOST):
        first += chunks.pop(0)
    return first


def _many(chunks: list[list[Told]]) -> list[list[Told]]:
    found = []
    while chunks:
        found.append(_together(chunks))
    return found


async def _table(one: Vouched, rows: dict[Any, Columns], hashes: Hashes) -> list[list[Told]]:
    """What there is to tell of the rows of a table."""
    by_columns: dict[Columns, list[Any]] = defaultdict(list)
    for key, columns in rows.items():
        by_columns[columns].append(key)
    chunks: list[list[Told]] = []
    for columns, keys in by_columns.items():
        wanted = names(one) if columns is None else tuple(name for name in one.columns if name in columns)
        for start in range(0, len(keys), MOST):
            few = keys[start : start + MOST]
            seen = await some(one, few, wanted, hashes)
            chunks.append(written(one, wanted, [row for row in seen if row.counts]))
            there = {str(row.key) for row in seen}
            chunks.append(gone(one, [str(key) for key in few if str(key) not in there]))
    return [chunk for chunk in chunks if chunk]


def written(one: Vouched, wanted: tuple[str, ...], rows: list[Seen]) -> list[Told]:
    """Rows as they stand now."""
    told = {str(row.key): row.hashes for row in rows}
    return [[one.name, list(wanted), told]] if told else []


def gone(one: Vouched, keys: list[str]) -> list[Told]:
    """Rows that are no more."""
    return [[one.name, None, keys]] if keys else []
