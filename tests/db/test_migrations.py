"""Migrations and tables agree, on both engines: nothing is missing, nothing is left over."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from webapp.db import sql
from webapp.db.conf import tables
from webapp.db.connect import SQLITE
from webapp.db.schema import by_engine, raw_statements
from webapp.settings import PROJECT

FOLDER = PROJECT / "piccolo_migrations"


def test_the_migrations_make_the_tables_of_today(tmp_path):
    """`piccolo migrations new --auto` in a copy of the project has nothing to add."""
    for name in ("webapp", "piccolo_migrations"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = set((tmp_path / "piccolo_migrations").glob("*.py"))
    environment = {
        **os.environ,
        "MASHANG_DATA": str(tmp_path / "data"),
        "MASHANG_DATABASE_URL": "",
        "PICCOLO_CONF": "webapp.db.conf",
        "PYTHONPATH": str(tmp_path),
    }
    command = [Path(sys.executable).parent / "piccolo", "migrations", "new", "webapp", "--auto", "--desc=x"]
    done = subprocess.run(
        command,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    added = set((tmp_path / "piccolo_migrations").glob("*.py")) - before
    assert not added, "tables and migrations differ:\n" + "\n".join(path.read_text() for path in added)
    assert "No changes detected" in done.stdout, done.stdout + done.stderr


def raw_lists() -> tuple[list[str], list[str], list[str]]:
    """What all migrations together run as raw SQL: for both engines, SQLite's, PostgreSQL's."""
    both: list[str] = []
    sqlite: list[str] = []
    postgres: list[str] = []
    for path in sorted(FOLDER.glob("webapp_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        gone = getattr(module, "GONE", [])
        both = [one for one in both if not any(f" {name} " in one for name in gone)]
        both += getattr(module, "BOTH", [])
        sqlite += getattr(module, "SQLITE", [])
        postgres += getattr(module, "POSTGRES", [])
    return both, sqlite, postgres


def test_the_migrations_run_the_raw_sql_of_the_rooms():
    for migrated, wanted in zip(raw_lists(), by_engine(), strict=True):
        assert sorted(migrated) == sorted(wanted)


async def test_a_migrated_database_has_every_table_column_and_index(db):
    if SQLITE:
        columns = await sql(
            "SELECT m.name AS tablename, c.name AS columnname FROM sqlite_master m, pragma_table_info(m.name) c "
            "WHERE m.type = 'table'"
        )
        indexes = await sql("SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')")
    else:
        columns = await sql(
            "SELECT table_name AS tablename, column_name AS columnname FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        )
        indexes = await sql(
            "SELECT indexname AS name FROM pg_indexes UNION SELECT tgname AS name FROM pg_trigger"
        )
    there = {(row["tablename"], row["columnname"]) for row in columns}
    for table in tables():
        for column in table._meta.columns:
            assert (table._meta.tablename, column._meta.db_column_name) in there
    known = {table._meta.tablename for table in tables()} | {"migration", "sqlite_sequence"}
    assert {name for name, _ in there} <= known
    names = {row["name"] for row in indexes}
    for statement in raw_statements():
        made = re.match(r"CREATE (?:UNIQUE )?(?:INDEX|TRIGGER) (\w+)", statement)
        assert made is None or made[1] in names, statement
