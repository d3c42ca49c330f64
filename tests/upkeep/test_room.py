"""Room for a backup: refused before the disk is in danger, killed ones swept up, old ones give way and never the last."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.server import PROJECT, Server
from tests.upkeep.served import folder, query
from webapp.disk import Disk, disk
from webapp.errors import Conflict, Unavailable
from webapp.settings import settings, use
from webapp.upkeep.backup import space as room
from webapp.upkeep.backup.archive import Writer
from webapp.upkeep.backup.making import Files, Made, _kept, told
from webapp.upkeep.backup.restore import _unpack

once = pytest.mark.only_on("sqlite")
SIZE = 1000


def nights(place: Path, number: int) -> list[str]:
    """Backups of so many nights; returns their names, oldest first."""
    names = [f"mashang-200011{day:02}-023000.tar" for day in range(1, number + 1)]
    for name in names:
        (place / name).write_bytes(b"x" * SIZE)
        (place / f"{name}.key").write_text("{}")
    return names


def left(place: Path) -> list[str]:
    assert {path.name.removesuffix(".key") for path in place.glob("*.key")} == {
        path.name for path in place.glob("*.tar")
    }
    return sorted(path.name for path in place.glob("*.tar"))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder on a disk of 20,000 bytes of which 1,000 (5 %) are the reserve."""

    def seen(place: Path | None = None) -> Disk:
        return Disk(20 * SIZE - sum(path.stat().st_size for path in tmp_path.glob("*.tar")), 20 * SIZE)

    monkeypatch.setattr(room, "disk", seen)
    return tmp_path


@once
def test_old_ones_give_way_by_number_and_by_room_and_the_newest_never(small: Path) -> None:
    names = nights(small, 15)
    room.make_room(small, SIZE, None)  # nobody said how many: nothing is deleted
    assert left(small) == names
    room.make_room(small, SIZE, 14)
    assert left(small) == names[2:]  # thirteen, and the one to come
    room.make_room(small, 10 * SIZE, 14)  # 20 - 10 and twice the reserve leave eight
    assert left(small) == names[-8:]
    room.make_room(small, 18 * SIZE, 14)  # with the newest and the reserve that is all there is
    assert left(small) == names[-1:]
    with pytest.raises(Unavailable, match=r"磁盘空间不足.*MASHANG_DISK_MIN"):
        room.make_room(small, 18 * SIZE + 1, 14)
    assert left(small) == names[-1:]


@once
def test_what_would_not_help_is_not_deleted(small: Path) -> None:
    names = nights(small, 5)
    for keep in (3, None):
        with pytest.raises(Unavailable):
            room.make_room(small, 19 * SIZE, keep)
    assert left(small) == names
    room.prune(small / names[0], 3)  # made with a clock that was set back
    assert left(small) == [names[0], *names[-2:]]
    room.prune(small / names[-1], 2)
    assert left(small) == names[-2:]
    room.make_room(small, SIZE, 1)
    assert left(small) == names[-1:]


@once
def test_only_what_a_killed_backup_left_is_swept_up(tmp_path: Path) -> None:
    dead, alive = (tmp_path / f"mashang-2000112{day}-023000.tar" for day in (1, 2))
    for name in (f"{dead.name}.part", f"{dead.name}.key", "report.tar.part", "mashang-notes.tar.part"):
        (tmp_path / name).write_text("half")
    (tmp_path / f"{dead.name}.work").mkdir()
    (tmp_path / f"{dead.name}.work" / "database.sqlite3").write_text("half")
    with Writer(alive):
        room.sweep(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            f"{alive.name}.part", f"{alive.name}.work", "mashang-notes.tar.part", "report.tar.part",
        ]  # fmt: skip
        with pytest.raises(Conflict, match="另一个备份正在写"):
            Writer(alive)
    assert not list(tmp_path.glob("*.work"))


def test_a_backup_says_what_it_needs_before_it_writes(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    place = tmp_path / "away"
    place.mkdir()
    server.environment["MASHANG_DISK_MIN"] = "99.9"
    before = len(list(folder(server).rglob("*")))
    for command in (("backup", str(place)), ("backup", str(place), "--keep", "2"), ("upgrade",)):
        with pytest.raises(RuntimeError, match="磁盘空间不足"):
            server.cli(*command)
    assert list(place.iterdir()) == []
    assert len(list(folder(server).rglob("*"))) <= before + 2  # the lock and the folder of backups
    server.environment["MASHANG_DISK_MIN"] = "0"
    nights(place, 4)
    (place / "mashang-20001105-023000.tar.part").write_text("half")
    server.cli("backup", str(place), "--keep", "3")
    assert left(place)[:2] == ["mashang-20001103-023000.tar", "mashang-20001104-023000.tar"]
    assert len(left(place)) == 3
    assert not list(place.glob("*.part"))
    with pytest.raises(RuntimeError, match="--keep 用于文件夹"):
        server.cli("backup", str(place / "one.tar"), "--keep", "3")


def test_a_killed_backup_leaves_nothing_that_stays(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    (folder(server) / "imports").mkdir(exist_ok=True)
    (folder(server) / "imports" / "large.table").write_bytes(b"\0" * 1000)
    command = [sys.executable, "-c", "import os, signal, webapp.upkeep.backup.sqlite as s, webapp.upkeep.backup.postgres as p\n"
               "def die(*a): os.kill(os.getpid(), signal.SIGKILL)\n"
               "s.photo_hashes = p.photo_hashes = die\n"
               "from webapp.cli import main; main()", "backup", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, env=server.environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(list(tmp_path.glob("mashang-*.tar.part"))) == 1
    assert not list(tmp_path.glob("mashang-*.tar"))
    server.cli("backup", str(tmp_path))
    assert not [path for path in tmp_path.iterdir() if path.suffix in {".part", ".work"}]
    assert len(left(tmp_path)) == 1


@once
def test_a_long_path_is_told_by_its_end() -> None:
    for path in (
        Path("/one.tar"),
        Path("/" + "长" * 60 + "/a" * 400 + '/"one".tar'),
        Path(os.fsdecode(b"/\xff.tar")),
    ):
        said = told(Made(path, None, 10**15, 0, 10**9, ["ab"] * 1000), datetime.now(UTC))
        assert len(said) <= 200
        assert json.loads(said)["file"][-4:] == ".tar"
        said.encode()


def test_the_page_knows_a_backup_with_a_long_path(
    server: Server, made: dict[str, int], tmp_path: Path
) -> None:
    place = tmp_path / ("long" * 30) / ("path" * 30)
    place.mkdir(parents=True)
    server.cli("backup", str(place / "one.tar"))
    [[value]] = query(server, "SELECT value FROM mark WHERE name = 'backup'")
    assert json.loads(value)["file"].endswith("/one.tar")


async def test_a_file_that_goes_or_comes_meanwhile_is_in_the_backup(db: None, tmp_path: Path) -> None:
    place = settings().data / "imports"
    place.mkdir()
    (place / "goes").write_bytes(b"goes")
    (place / "arrives").write_bytes(b"arr")
    (settings().data / "exports").mkdir()
    (settings().data / "exports" / "1.xlsx").write_bytes(b"made again")
    with Writer(tmp_path / "one.tar") as writer:
        files = Files(writer)
        files.add()
        (place / "goes").unlink()
        (place / "arrives").write_bytes(b"arrives")
        (place / "new").write_bytes(b"new")
        files.add()
        writer.finish({"files": files.hashes, "photos": {"count": 0}})
        writer.publish()
    assert sorted(files.hashes) == ["files/imports/arrives", "files/imports/goes", "files/imports/new"]
    for path in place.iterdir():
        path.unlink()
    (tmp_path / "unpacked").mkdir()
    assert _unpack(tmp_path / "one.tar", tmp_path / "unpacked", {"files": files.hashes}) == 0
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {
        "goes": b"goes", "arrives": b"arrives", "new": b"new",
    }  # fmt: skip


@once
async def test_what_goes_while_it_is_looked_at_counts_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that stops takes the journal with it, and its sweeping the labels of last week."""
    journal, labels = settings().data / "mashang.sqlite3-journal", settings().data / "labels"
    (labels / "old").mkdir(parents=True)
    (labels / "new").mkdir()
    (labels / "new" / "1.pdf").write_bytes(b"pdf")
    before = await room.database_size()
    journal.write_bytes(b"goes")
    found, listed = Path.glob, os.scandir

    def stops(place: Path, pattern: str) -> list[Path]:
        seen = list(found(place, pattern))
        journal.unlink()
        return seen

    def swept(place: Path | str) -> object:
        if Path(place).name == "old":
            Path(place).rmdir()
        return listed(place)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "glob", stops)
        assert await room.database_size() == before
        patch.setattr(os, "scandir", swept)
        assert [path.name for path in _kept()] == ["1.pdf"]


async def test_large_files_are_refused_before_the_disk_is_in_danger(client_for) -> None:
    inspector, supervisor = await client_for("inspector"), await client_for("supervisor")
    for client, where in ((inspector, "/field/import"), (supervisor, "/imports")):
        for size, status, words in ((0, 429, "暂停接收文件"), (1, 422, "")):
            use(disk_min=0.0 if size else 100.0)
            try:
                answer = await client.post(where, files={"file": ("a.xlsx", b"no table" * 1000)})
            finally:
                use(disk_min=5.0)
            assert answer.status_code == status, answer.text
            assert words in answer.text
    assert not [path for path in (settings().data / "imports").rglob("*") if path.is_file()]
    seen = disk()
    use(
        disk_min=100.0 * (seen.free - 10_000) / seen.total
    )  # not scarce yet, but such a file would make it so
    try:
        answer = await inspector.post("/field/import", files={"file": ("a", b"\0" * 5_000_000)})
    finally:
        use(disk_min=5.0)
    assert "暂停接收文件" in answer.text
