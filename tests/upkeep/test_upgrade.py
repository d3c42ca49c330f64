"""Upgrading with real migrations beside a copy of the program: one that works, and some that break in the middle."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.browser import server as serving
from tests.browser.server import PROJECT, Server
from tests.upkeep.served import SQLITE, beside, everything, folder, load, query, wait_until

MIGRATION = """
import os
import signal

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "{id}"


class RawTable(Table):
    pass


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description="")

    async def run():
        for statement in {statements!r}:
            if statement == "the power goes":
                os.kill(os.getpid(), signal.SIGKILL)
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


def add(program: Path, number: int, statements: list[str]) -> Path:
    text = MIGRATION.format(id=f"2027-01-01T00:00:{number:02}:000000", statements=statements)
    path = program / "piccolo_migrations" / f"webapp_2027_01_01t00_00_{number:02}_000000.py"
    path.write_text(text)
    return path


def test_an_upgrade_backs_up_migrates_verifies_and_goes_back_when_that_fails(
    server: Server, made: dict[str, int], newer: Path
) -> None:
    server.start()
    with load(server, made, 1) as phones:
        wait_until(lambda: phones[0].receipts)
        with pytest.raises(RuntimeError, match="正在运行，请先停止它"):
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
    unguarded = "DROP TRIGGER event_no_update" + ("" if SQLITE else " ON event")
    add(newer, 3, [unguarded, "UPDATE event SET person = person + 1"])  # what only the verification finds
    with pytest.raises(RuntimeError, match="被改动"):
        server.cli("upgrade")
    assert everything(server) == before
    assert "问题 0 个" in server.cli("audit", "verify")


def test_what_the_power_takes_in_the_middle_was_never_begun(
    server: Server, made: dict[str, int], newer: Path
) -> None:
    before = everything(server)
    add(newer, 1, GOOD)
    add(newer, 2, ["CREATE TABLE more (id INTEGER)", "the power goes"])
    with pytest.raises(RuntimeError):
        server.cli("upgrade")
    assert everything(server) == before
    add(newer, 2, ["CREATE TABLE more (id INTEGER)"])
    assert "已执行 2 个迁移" in server.cli("upgrade")
    assert everything(server)["extra"] == [(1, "one")]


def test_a_program_serves_only_a_database_that_it_knows(
    server: Server, made: dict[str, int], newer: Path, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.tar", tmp_path / "new.tar"
    server.cli("backup", str(old))
    added = add(newer, 1, GOOD)
    before = everything(server)
    with pytest.raises(RuntimeError, match="请运行 mashang upgrade"):
        server.start()
    with pytest.raises(RuntimeError, match="请运行 mashang upgrade"):
        server.cli("demo", "--if-empty")
    assert everything(server) == before  # nothing of people is changed without a backup
    assert "升级完成" in server.cli("migrate")  # as in `make run`
    assert len(list((folder(server) / "backups").glob("*.tar"))) == 1
    server.start()
    server.stop()
    server.cli("backup", str(new))
    before = everything(server)
    added.unlink()  # the version before
    with pytest.raises(RuntimeError, match="更新的版本"):
        server.start()
    for command in ("migrate", "upgrade"):
        with pytest.raises(RuntimeError, match="更新的版本"):
            server.cli(command)
    with pytest.raises(RuntimeError, match="更新的或另一个版本"):
        server.cli("restore", str(new), "--replace")
    assert everything(server) == before
    server.cli("restore", str(old), "--replace")
    server.start()
    server.stop()
    add(newer, 1, GOOD)
    assert "启动前请运行 mashang upgrade" in server.cli("restore", str(old), "--replace")


def test_an_empty_database_is_made_and_not_backed_up(server: Server, tmp_path: Path) -> None:
    other = beside(server, tmp_path / "second")
    try:
        with pytest.raises(RuntimeError, match="没有可备份的内容"):
            other.cli("backup", str(tmp_path / "none.tar"))
        assert "新数据库已建立" in other.cli("upgrade")
        assert not (folder(other) / "backups").exists()
        assert query(other, "SELECT count(*) FROM area") == query(server, "SELECT count(*) FROM area")
        assert "升级完成" in other.cli("upgrade")
    finally:
        if not SQLITE:
            postgres.drop_database(str(other.database))


def test_either_many_work_in_a_folder_or_one_alone(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    server.environment["MASHANG_BACKGROUND"] = "off"  # a server that holds no lease
    server.start()
    for command in (("restore", str(archive), "--replace"), ("upgrade",)):
        with pytest.raises(RuntimeError, match="正在运行，请先停止它"):
            server.cli(*command)
    server.stop()
    with (folder(server) / "lock").open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)  # as a restoring does from its first minute to its last
        with pytest.raises(RuntimeError, match="正在恢复或升级"):
            server.start()
        for command in (("backup", str(tmp_path / "two.tar")), ("upgrade",)):
            with pytest.raises(RuntimeError, match="正在恢复或升级"):
                server.cli(*command)
    server.cli("restore", str(archive), "--replace")


def test_a_command_that_is_refused_says_one_sentence_and_nothing_else(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.touch()
    server.environment["MASHANG_PASSWORD"] = "a-password-of-ours"
    with (folder(server) / "lock").open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)  # as an upgrade does from its first minute to its last
        for command in (
            ("backup", str(tmp_path / "two.tar")), ("restore", str(table)), ("upgrade",), ("migrate",), ("run",),
            ("demo",), ("user", "first"), ("remind",), ("import", str(table), "--as", "inspector"),
            ("audit", "verify"),
        ):  # fmt: skip
            refused = subprocess.run(
                [sys.executable, "-m", "webapp.cli", *command],
                cwd=PROJECT, env=server.environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            said = (refused.returncode, refused.stdout, refused.stderr)
            assert said == (1, "", "正在恢复或升级，请等它结束后再试。\n"), command
