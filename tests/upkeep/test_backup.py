"""Backup and restoring: while people work, compared row by row and byte by byte, and refused when anything is wrong."""

import io
import json
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.browser.server import Server
from tests.upkeep.served import SQLITE, beside, everything, folder, load, query, sealed, wait_until


@pytest.fixture
def other(server: Server, tmp_path: Path):
    one = beside(server, tmp_path / "second")
    yield one
    if not SQLITE:
        postgres.drop_database(str(one.database))


def test_a_backup_under_load_is_one_moment_of_database_and_photos(
    server: Server, made: dict[str, int], other: Server, tmp_path: Path
) -> None:
    server.start()
    target = tmp_path / "away" / "all.tar"
    with load(server, made) as phones:
        wait_until(lambda: all(phone.receipts and len(phone.photos) > 2 for phone in phones))
        before = [(set(phone.photos), set(phone.answers), dict(phone.receipts)) for phone in phones]
        answered = [phone.answered for phone in phones]
        assert "已备份并核对" in server.cli("backup", str(target))
        later = [phone.answered for phone in phones]
    # Nobody had to wait; whole visits may last longer than the backup.
    assert all(number > one for number, one in zip(later, answered, strict=True))
    server.stop()
    key = target.with_name("all.tar.key")
    assert stat.S_IMODE(key.stat().st_mode) == stat.S_IMODE(target.stat().st_mode) == 0o600
    secret = json.loads(key.read_text())["seal.key"]
    assert secret.encode() not in target.read_bytes()
    said = other.cli("restore", str(target))
    assert "问题 0 个" in said
    photos, files = dict(query(other, "SELECT id, sha256 FROM photo")), sealed(other)
    assert set(photos.values()) == set(files)
    answers = {(str(a), b) for a, b in query(other, ANSWERS)}
    receipts = {str(a): b for a, b in query(other, "SELECT inspection, serial FROM receipt")}
    for known_photos, known_answers, known_receipts in before:
        assert known_photos <= {str(one) for one in photos}
        assert known_answers <= answers
        assert known_receipts.items() <= receipts.items()
    assert "问题 0 个" in other.cli("audit", "verify")
    other.start()  # what was restored serves
    other.stop()


ANSWERS = "SELECT a.inspection, i.code FROM answer a JOIN checklist_item i ON i.id = a.item"


def test_what_is_restored_is_the_same_in_every_row_and_byte(
    server: Server, made: dict[str, int], other: Server, tmp_path: Path
) -> None:
    server.start()
    with load(server, made, 1) as phones:
        wait_until(lambda: phones[0].receipts)
    server.stop()
    waiting = folder(server) / "imports" / "20260101-ab.table"
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_bytes(b"\x00waiting")
    server.cli("backup", str(tmp_path))
    [archive] = tmp_path.glob("mashang-*.tar")
    other.cli("restore", str(archive))
    rows = everything(server)
    assert rows == everything(other)
    assert sum(map(len, rows.values())) > 1000
    assert sealed(server) == sealed(other) != {}
    for name in ("keys/seal.key", "keys/chain.head", "imports/20260101-ab.table"):
        assert (folder(server) / name).read_bytes() == (folder(other) / name).read_bytes()
    if not SQLITE:  # new rows go on behind the restored ones
        numbers = "SELECT sequencename, last_value FROM pg_sequences"
        assert sorted(query(server, numbers)) == sorted(query(other, numbers))
    lost, damaged = sorted(sealed(server))[:2]
    root = folder(server) / "media" / "sealed"
    (root / lost[:2] / lost[2:]).unlink()
    (root / damaged[:2] / damaged[2:]).chmod(0o600)
    (root / damaged[:2] / damaged[2:]).write_bytes(b"\xff\xd8\xff")
    server.cli("backup", str(tmp_path / "one.tar"))
    told = json.loads(query(server, "SELECT value FROM mark WHERE name = 'backup'")[0][0])
    assert told["missing"] == 2
    assert told["file"].endswith("one.tar")


def test_the_leases_of_that_time_are_not_restored(server: Server, other: Server, tmp_path: Path) -> None:
    """Nothing waits for the process that sealed when the backup was made; nor does it count as one that serves now."""
    server.start()
    wait_until(lambda: query(server, "SELECT name FROM lease WHERE name = 'seal' AND until IS NOT NULL"))
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    server.stop()
    other.cli("restore", str(archive))
    assert query(other, "SELECT * FROM lease") == []
    other.cli("restore", str(archive), "--replace")


def test_what_cannot_be_trusted_is_refused_and_changes_nothing(
    server: Server, made: dict[str, int], other: Server, tmp_path: Path
) -> None:
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    for words, arguments in (
        ("已存在，不会覆盖", ("backup", str(archive))),
        ("已有人员", ("restore", str(archive))),
        ("没有备份文件", ("restore", str(tmp_path / "none.tar"))),
    ):
        with pytest.raises(RuntimeError, match=words):
            server.cli(*arguments)
    data = archive.read_bytes()
    flipped, cut, bare = tmp_path / "flipped.tar", tmp_path / "cut.tar", tmp_path / "bare.tar"
    flipped.write_bytes(flipped_in(data))
    cut.write_bytes(data[: len(data) // 2])
    bare.write_bytes(data)
    key = tmp_path / "one.tar.key"
    for words, arguments in (
        ("损坏|不是完整", ("restore", str(flipped), "--key", str(key))),
        ("不是完整", ("restore", str(cut), "--key", str(key))),
        ("没有密钥文件", ("restore", str(bare))),
        ("不是密钥文件", ("restore", str(bare), "--key", str(archive))),
    ):
        with pytest.raises(RuntimeError, match=words):
            other.cli(*arguments)
    assert not (folder(other) / "mashang.sqlite3").exists()
    other.cli("restore", str(bare), "--key", str(key))
    server.start()
    with pytest.raises(RuntimeError, match="正在运行，请先停止它"):
        server.cli("restore", str(archive), "--replace")


def rewritten(archive: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A copy of a backup in which only the manifest was changed."""
    with tarfile.open(archive) as old, tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as new:
        for head in old:
            data = old.extractfile(head)
            assert data is not None
            if head.name == "manifest.json":
                told = json.loads(data.read())
                change(told)
                text = json.dumps(told).encode()
                head.size, data = len(text), io.BytesIO(text)
            new.addfile(head, data)
    shutil.copy(archive.with_name(archive.name + ".key"), target.with_name(target.name + ".key"))
    return target


def test_restoring_puts_back_what_a_damaged_photo_lost(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    server.start()
    with load(server, made, 1) as phones:
        wait_until(lambda: phones[0].receipts)
    server.stop()
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    before = sealed(server)
    damaged, lost, cut = sorted(before)[:3]
    root = folder(server) / "media" / "sealed"
    for sha256, data in ((damaged, flipped_in(before[damaged])), (cut, before[cut][:-1])):
        path = root / sha256[:2] / sha256[2:]
        path.chmod(0o600)
        path.write_bytes(data)
    (root / lost[:2] / lost[2:]).unlink()
    assert f"{len(before)} 张照片" in server.cli("restore", str(archive), "--replace")
    assert sealed(server) == before


def flipped_in(data: bytes) -> bytes:
    """The same bytes but for one bit in the middle."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def test_rows_that_are_not_those_of_the_manifest_are_not_put_in_place(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    before = everything(server)

    def one_more(told: dict[str, Any]) -> None:
        tables = told["database"]["tables"]
        if SQLITE:
            tables["person"] += 1
        else:
            tables["person"]["rows"] += 1

    def one_table_more(told: dict[str, Any]) -> None:
        told["database"]["tables"]["extra"] = told["database"]["tables"]["person"]

    for number, change in enumerate((one_more, one_table_more)):
        other = rewritten(archive, tmp_path / f"changed{number}.tar", change)
        with pytest.raises(RuntimeError, match=r"与备份.*不符"):
            server.cli("restore", str(other), "--replace")
    assert everything(server) == before


def test_replacing_keeps_the_old_database_beside_it(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    archive = tmp_path / "one.tar"
    server.cli("backup", str(archive))
    before = everything(server)
    server.environment["MASHANG_PASSWORD"] = "noch-ein-Kennwort"
    server.cli("user", "late", "--bureau", "341702")
    late = "SELECT username FROM person WHERE username = 'late'"
    assert query(server, late)
    assert "问题 0 个" in server.cli("restore", str(archive), "--replace")
    assert query(server, late) == []
    assert everything(server) == before
    if SQLITE:
        assert list(folder(server).glob("mashang.sqlite3.before-*"))
