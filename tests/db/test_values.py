"""Our converters against Piccolo's: the same values of the same types."""

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from piccolo.engine import sqlite as piccolo

from tests.cast import ids
from webapp.accounts.tables import Person
from webapp.db import look
from webapp.db.connect import SQLITE
from webapp.db.engine.values import CONVERTERS, rows_of
from webapp.db.sql.statement import columns

SAMPLES = {
    "INTEGER": [b"0", b"-17", b"9007199254740993"],
    "BOOLEAN": [b"0", b"1"],
    "UUID": [b"01a201f7-8bf0-79cb-a9ef-ceb1eaf37eb0"],
    "DATE": [b"2026-02-28"],
    "TIMESTAMPTZ": [b"2026-03-05 01:30:00+00:00", b"2026-03-05 01:30:00.123456+00:00"],
}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_value_is_what_piccolo_makes_of_it(kind: str) -> None:
    for stored in SAMPLES[kind]:
        ours, theirs = CONVERTERS[kind](stored), piccolo.CONVERTERS[kind](stored)
        assert (ours, type(ours)) == (theirs, type(theirs))


def test_rows_of_a_cursor() -> None:
    connection = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
    connection.execute("CREATE TABLE t (i INTEGER, b BOOLEAN, u UUID, d DATE, m TIMESTAMPTZ, n INTEGER)")
    moment = datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    row = (1, True, UUID(int=7), date(2026, 3, 5), moment, None)
    assert rows_of(connection.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", row)) == []
    [found] = rows_of(connection.execute("SELECT * FROM t"))
    assert tuple(found.values()) == row
    assert found["b"] is True and found["m"].tzinfo is UTC


@pytest.mark.usefixtures("db")
async def test_sql_by_hand_reads_what_piccolo_reads() -> None:
    [ours] = await look(f"SELECT {columns(Person, 'p')} FROM person p WHERE p.id = {{}}", ids()["inspector"])
    theirs = await Person.select().where(Person.id == ids()["inspector"]).first()
    assert ours == theirs
    if SQLITE:
        assert [type(value) for value in ours.values()] == [type(value) for value in theirs.values()]
