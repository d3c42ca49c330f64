"""What all events together vouch for, row by row: kept in a file that vanishes, for it is as large as the trail."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from webapp.audit.vouching.hashing import split

STEP = 500
GONE = -1


class Known(NamedTuple):
    """Columns of a row with their hashes, and the newest event that vouches for one of them."""

    columns: tuple[str, ...]
    hashes: str
    event: int

    def differs(self, columns: tuple[str, ...], hashes: str) -> list[str]:
        """The columns whose hashes are others; one without hash was not read."""
        if columns == self.columns and hashes == self.hashes:
            return []
        ours, theirs = split(self.columns, self.hashes), split(columns, hashes)
        return [name for name, value in theirs.items() if value and ours.get(name) != value]


class Ledger:
    """Filled with events in their order; then asked by table, which marks what was asked for."""

    def __init__(self) -> None:
        self._file = sqlite3.connect(
            "", isolation_level=None
        )  # "" is a temporary database: it spills to disk when large and is deleted when closed
        self._file.execute(
            "CREATE TABLE told (place TEXT, key TEXT, shape INTEGER, hashes TEXT, event INTEGER, "
            "seen INTEGER DEFAULT 0, PRIMARY KEY (place, key)) WITHOUT ROWID"
        )
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("BEGIN")
        self._shapes: list[tuple[str, ...]] = []
        self._numbers: dict[tuple[str, ...], int] = {}
        self.empty = True

    def close(self) -> None:
        self._file.close()

    def hear(self, event: int, text: str) -> None:
        """What an event vouches for."""
        self.empty = False
        for table, columns, rows in json.loads(text):
            if columns is None:
                self._put(table, [(key, GONE, "", event) for key in rows])
                continue
            shape, keys = tuple(columns), list(rows)
            for start in range(0, len(keys), STEP):
                few = keys[start : start + STEP]
                known = self._known(table, few)
                self._put(table, [self._row(key, shape, rows[key], known.get(key), event) for key in few])

    def _row(
        self, key: str, shape: tuple[str, ...], hashes: str, known: Known | None, event: int
    ) -> tuple[str, int, str, int]:
        if known is None or set(known.columns) <= set(shape):
            return key, self._shape(shape), hashes, event
        whole = split(known.columns, known.hashes) | split(shape, hashes)
        return key, self._shape(tuple(whole)), "".join(whole.values()), event

    def _shape(self, columns: tuple[str, ...]) -> int:
        if columns not in self._numbers:
            self._numbers[columns] = len(self._shapes)
            self._shapes.append(columns)
        return self._numbers[columns]

    def _put(self, table: str, rows: Iterable[tuple[str, int, str, int]]) -> None:
        self._file.executemany(
            "INSERT OR REPLACE INTO told (place, key, shape, hashes, event) VALUES (?, ?, ?, ?, ?)",
            [(table, *row) for row in rows],
        )

    def _known(self, table: str, keys: Sequence[str]) -> dict[str, Known]:
        listed = ", ".join("?" * len(keys))
        rows = self._file.execute(
            f"SELECT key, shape, hashes, event FROM told WHERE place = ? AND shape >= 0 AND key IN ({listed})",  # noqa: S608
            (table, *keys),
        )
        return {key: Known(self._shapes[shape], hashes, event) for key, shape, hashes, event in rows}

    def ask(self, table: str, keys: Sequence[str]) -> Mapping[str, Known]:
        """What is vouched for of some rows that are there."""
        self._file.executemany(
            "UPDATE told SET seen = 1 WHERE place = ? AND key = ?", [(table, key) for key in keys]
        )
        return self._known(table, keys)

    def missing(self, table: str, most: int) -> list[tuple[str, int]]:
        """The rows that were never asked for and that no event says to be deleted: (key, event)."""
        rows: list[Any] = self._file.execute(
            "SELECT key, event FROM told WHERE place = ? AND shape >= 0 AND seen = 0 ORDER BY event LIMIT ?",
            (table, most),
        ).fetchall()
        return rows
