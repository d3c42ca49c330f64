"""SQLite plans by what it knows of its tables; readers learn of it."""

import sqlite3

import pytest

from webapp.db import sql
from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite
from webapp.db.sql.statistics import analyze


@pytest.mark.only_on("sqlite")
async def test_readers_are_opened_anew_with_the_statistics(db: None) -> None:
    assert isinstance(ENGINE, PooledSQLite)
    old = ENGINE.reader()
    await analyze()
    assert ENGINE.reader() is not old
    with pytest.raises(sqlite3.ProgrammingError):
        old.execute("SELECT 1")
    measured = await sql("SELECT DISTINCT tbl FROM sqlite_stat1")
    assert "enterprise" in {row["tbl"] for row in measured}


@pytest.mark.only_on("postgres")
async def test_postgres_counts_the_rows_of_every_bureau(db: None) -> None:
    counted = await sql(
        "SELECT attrelid::regclass::text AS name FROM pg_attribute WHERE attname = 'bureau' AND attstattarget = 1000"
    )
    assert {row["name"] for row in counted} == {"enterprise", "finding", "inspection"}


@pytest.mark.only_on("postgres")
async def test_postgres_plans_for_the_bureau_that_is_asked_for(db: None) -> None:
    assert (await sql("SELECT current_setting('plan_cache_mode') AS mode"))[0]["mode"] == "force_custom_plan"
