"""A disk that runs full: photos wait and administrators are told while the database still has room; and without any room
for either, what was acknowledged is stored.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.inspections.visits import JSON, open_visit, uuid7
from tests.upkeep.phone import LARGER, Phone, unique
from tests.upkeep.served import SQLITE, folder, load, query, wait_until
from tests.upkeep.test_drills import nothing_lost
from webapp.disk import disk, in_words
from webapp.settings import settings, use

ROOM = 48
FILLED = 3


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


async def test_below_the_threshold_photos_are_refused_in_words_and_the_rest_is_kept(client_for) -> None:
    inspector, admin = await client_for("inspector", **JSON), await client_for("admin")
    visit = await open_visit(inspector)
    shot = f"{visit}/photos/{uuid7()}?kind=other"
    assert "服务器磁盘只剩" not in (await admin.get("/enterprises")).text
    use(disk_min=100.0)
    try:
        refused = await inspector.put(shot, content=unique())
        assert refused.status_code == 429
        assert "存储空间不足" in refused.json()["error"]
        assert "x-entry-stored" not in refused.headers
        assert "retry-after" in refused.headers
        assert files(settings().media) == 0
        answer = await inspector.put(f"{visit}/answers/5.1", json={"result": "met", "base": 0})
        assert answer.status_code == 200
        page = (await admin.get("/enterprises")).text
        assert "服务器磁盘只剩" in page
        assert "已暂停接收新照片" in page
        page = (await inspector.get("/enterprises", headers={"accept": "text/html"})).text
        assert "服务器磁盘只剩" not in page  # nothing an inspector could do about it
    finally:
        use(disk_min=5.0)
    assert (await inspector.put(shot, content=unique())).status_code == 201


def test_sizes_in_words() -> None:
    assert [in_words(size) for size in (0, 1023, 1536, 5 * 1024**3)] == ["0 B", "1023 B", "1.5 KB", "5.0 GB"]
    assert 0 <= disk(Path("/no/such/folder")).percent <= 100


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MB when that may be mounted, otherwise a folder of the large one."""
    place = tmp_path / "small"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={ROOM}m", "tmpfs", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(["mount", *options], check=False).returncode == 0
    yield place
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_really_runs_full_never_costs_an_answer(small: Path) -> None:
    if not os.path.ismount(small):  # the test above tells the rest where nothing may be mounted
        assert os.geteuid() != 0 or not Path("/proc/mounts").exists() or not os.access("/sbin/mount", os.X_OK)
        return
    server = Server(small, MASHANG_DISK_MIN="25")
    try:
        made = people.fill(server)
        server.start()
        with httpx.Client(base_url=server.url, headers=JSON, timeout=30) as client:
            signed = client.post("/login", data={"username": "inspector", "password": PASSWORD})
            assert signed.status_code == 303
            phone = Phone(server.url, made["A"])
            phone.client.close()
            phone.client = client
            visit, kept = phone.open(), 0
            photo = LARGER + b"\0" * 1_000_000
            answer = client.put(f"{visit}/photos/{uuid7()}?kind=other", content=unique(photo))
            while answer.status_code == 201 and kept < ROOM:
                kept += 1
                answer = client.put(f"{visit}/photos/{uuid7()}?kind=other", content=unique(photo))
            assert 0 < kept < ROOM
            assert (answer.status_code, "存储空间不足" in answer.text) == (429, True)
            assert disk(small).free > 5_000_000  # the database's own
            for item in ("5.1", "5.2", "5.3"):
                phone.answer(visit, item)
            assert client.get("/health").status_code == 200
        assert query(server, "SELECT count(*) FROM photo") == [(kept,)]
        # The pictures of the last photos are made after their answers, and pass through here as well.
        wait_until(lambda: not list((small / "data" / "media" / "incoming").iterdir()))
        server.stop()
        assert "问题 0 个" in server.cli("audit", "verify")
        assert SQLITE or server.database
    finally:
        server.remove()


class Ballast:
    """A file that takes the last byte of a small file system, as somebody's download would; `away` makes room."""

    def __init__(self, place: Path) -> None:
        self.file = place / "ballast"

    def press(self) -> None:
        """Take what is free; again, since the server gives back what it could not finish."""
        with self.file.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def away(self) -> None:
        self.file.unlink()


class Ban:
    """Where nothing may be mounted: no file of the server may be written. The kernel then says EFBIG, not ENOSPC."""

    def __init__(self, server: Server) -> None:
        assert server.process is not None
        self.process = psutil.Process(server.process.pid)
        self.before = self.process.rlimit(psutil.RLIMIT_FSIZE)

    def press(self) -> None:
        self.process.rlimit(psutil.RLIMIT_FSIZE, (0, self.before[1]))

    def away(self) -> None:
        self.process.rlimit(psutil.RLIMIT_FSIZE, self.before)


def test_a_disk_without_a_byte_loses_nothing_that_was_acknowledged(small: Path, tmp_path: Path) -> None:
    server = Server(small, MASHANG_DISK_MIN="0")  # the warning comes too late: something else fills the disk
    server.log = tmp_path / "server.log"  # the journal lies elsewhere
    try:
        made = people.fill(server)
        server.start()
        full = Ballast(small) if os.path.ismount(small) else Ban(server)
        with Phone(server.url, made["A"]) as other, load(server, made) as phones:
            other.sign_in()
            visit = other.open()
            phones[1].each = 0  # no photo holds it up
            wait_until(lambda: all(phone.receipts for phone in phones))
            for _ in range(FILLED):
                heard = [len(phone.refused) for phone in phones]
                # PostgreSQL has a disk of its own: it takes on what needs no file of ours.
                stuck = phones if SQLITE else phones[:1]

                def stands(heard: list[int] = heard, stuck: list[Phone] = stuck) -> bool:
                    full.press()
                    said = other.client.put(f"{visit}/photos/{uuid7()}?kind=other", content=unique(LARGER))
                    assert said.status_code in {201, 429}, said.text
                    words = zip(stuck, heard, strict=False)
                    return "存储空间已满" in said.text and all(
                        len(phone.refused) > n + 5 for phone, n in words
                    )

                wait_until(stands)
                assert all("存储空间已满" in phone.refused[-1] for phone in stuck)
                assert other.client.get("/tasks", headers={"accept": "text/html"}).status_code == 200
                full.away()
                kept = [len(phone.receipts) for phone in phones]
                wait_until(
                    lambda kept=kept: all(len(p.receipts) > n for p, n in zip(phones, kept, strict=True))
                )
        server.stop()
        nothing_lost(server, phones)
        assert not SQLITE or query(server, "PRAGMA integrity_check") == [("ok",)]
        assert "问题 0 个" in server.cli("audit", "verify")
        server.start()  # thumbnails that found no room are made now
        wait_until(lambda: not query(server, "SELECT 1 FROM photo WHERE derived <> 'ready'"))
        assert not list((folder(server) / "media" / "incoming").iterdir())
    finally:
        server.remove()
