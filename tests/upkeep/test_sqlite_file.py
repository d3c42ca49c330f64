"""Putting a database file in the place of another: at no moment without one, and nothing of the old is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from webapp.errors import Conflict, Invalid
from webapp.upkeep.backup.sqlite import replace, snapshot

pytestmark = pytest.mark.only_on("sqlite")
ROWS = {"kept": 1, "lease": 0}


def database(path: Path, word: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("CREATE TABLE lease (name TEXT)")
        connection.execute("INSERT INTO kept VALUES (?)", [word])
        connection.commit()
    return path


def words(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


def crashed(path: Path, place: Path) -> None:
    """A database as a killed server leaves it: the newest rows are only in its WAL."""
    with closing(sqlite3.connect(database(place / "served", "old"))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO kept VALUES ('newest')")
        connection.commit()
        for tail in ("", "-wal", "-shm"):
            path.with_name(path.name + tail).write_bytes((place / f"served{tail}").read_bytes())


def test_the_old_one_stays_whole_and_there_is_one_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded, not replaced: the real calls are made as well."""
    target, copy = tmp_path / "mashang.sqlite3", database(tmp_path / "copy", "new")
    crashed(target, tmp_path)
    steps: list[str] = []
    real = Path.replace

    def recorded(source: Path, to: Path) -> Path:
        steps.append(f"{source.name} over {to.name}: {to.exists()}")
        return real(source, to)

    monkeypatch.setattr(Path, "replace", recorded)
    old = replace(copy, target, "before", ROWS)
    assert steps == ["copy over mashang.sqlite3: True"]
    assert old is not None
    assert words(old) == ["old", "newest"]
    assert words(target) == ["new"]
    assert not target.with_name("mashang.sqlite3-wal").exists()


def test_nothing_is_replaced_under_somebody_or_by_something_else(tmp_path: Path) -> None:
    target, copy = database(tmp_path / "target", "old"), database(tmp_path / "copy", "new")
    for rows in ({}, {"kept": 2}, {"kept": 1, "more": 0}):
        with pytest.raises(Invalid, match="不符"):
            replace(copy, target, "before", rows)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
        with pytest.raises(Conflict, match="正在使用"):
            replace(copy, target, "before", ROWS)
    assert words(target) == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "target"]


def test_a_damaged_one_is_replaced_and_kept(tmp_path: Path) -> None:
    target, copy = tmp_path / "target", database(tmp_path / "copy", "new")
    target.write_bytes(b"no database" * 1000)
    old = replace(copy, target, "before", ROWS)
    assert words(target) == ["new"]
    assert old is not None
    assert old.read_bytes() == b"no database" * 1000


def test_the_first_one_meets_no_journal_of_another(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert snapshot(database(tmp_path / "source", "new"), copy) == ROWS
    target = tmp_path / "target"
    target.with_name("target-wal").write_bytes(b"of a database that somebody deleted")
    assert replace(copy, target, "before", ROWS) is None
    assert words(target) == ["new"]
    assert not target.with_name("target-wal").exists()
