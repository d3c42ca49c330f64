"""Upgrading with real migrations beside a copy of the program: one that works, and one that breaks in the middle."""

import shutil
from pathlib import Path

import pytest

from tests.browser import server as serving
from tests.browser.server import PROJECT, Server
from tests.upkeep.served import everything, folder, load, wait_until

MIGRATION = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "{id}"


class RawTable(Table):
    pass


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description="")

    async def run():
        for statement in {statements!r}:
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
"""
GOOD = [
    "CREATE TABLE extra (id INTEGER PRIMARY KEY, name VARCHAR(10))",
    "INSERT INTO extra VALUES (1, 'one')",
]
BAD = ["UPDATE person SET name = 'lost'", "DELETE FROM login_failure", "SELECT * FROM no_such_table"]


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program whose migrations can be added to; commands run from there."""
    copy = tmp_path / "program"
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("webapp", "piccolo_migrations"):
        shutil.copytree(PROJECT / part, copy / part, ignore=ignored)
    for part in ("templates", "static"):
        (copy / part).symlink_to(PROJECT / part)
    monkeypatch.setattr(serving, "PROJECT", copy)
    return copy


def add(program: Path, number: int, statements: list[str]) -> None:
    text = MIGRATION.format(id=f"2027-01-01T00:00:{number:02}:000000", statements=statements)
    (program / "piccolo_migrations" / f"webapp_2027_01_01t00_00_{number:02}_000000.py").write_text(text)


def test_an_upgrade_backs_up_migrates_verifies_and_goes_back_when_that_fails(
    server: Server, made: dict[str, int], newer: Path
) -> None:
    server.start()
    with load(server, made, 1) as phones:
        wait_until(lambda: phones[0].receipts)
        with pytest.raises(RuntimeError, match="服务正在运行"):
            server.cli("upgrade")
    server.stop()
    before = everything(server)
    add(newer, 1, GOOD)
    said = server.cli("upgrade")
    assert "已执行 1 个迁移" in said
    assert "升级完成" in said
    after = everything(server)
    assert after.pop("extra") == [(1, "one")]
    assert len(after.pop("migration")) == len(before["migration"]) + 1
    assert after == {name: rows for name, rows in before.items() if name != "migration"}
    before = everything(server)
    add(newer, 2, GOOD[:1])  # the table exists: stopped between two migrations, and in the middle of one
    with pytest.raises(RuntimeError, match="已退回升级前的数据"):
        server.cli("upgrade")
    assert everything(server) == before
    add(newer, 2, ["CREATE TABLE more (id INTEGER)"])
    add(newer, 3, BAD)
    with pytest.raises(RuntimeError, match="已退回升级前的数据"):
        server.cli("upgrade")
    assert everything(server) == before
    assert len(list((folder(server) / "backups").glob("*.tar"))) == 3
    add(newer, 3, ["DELETE FROM seal WHERE number > 0"])  # what the trail refuses, whoever asks
    with pytest.raises(RuntimeError, match="已退回升级前的数据"):
        server.cli("upgrade")
    assert everything(server) == before
    assert "问题 0 个" in server.cli("audit", "verify")
