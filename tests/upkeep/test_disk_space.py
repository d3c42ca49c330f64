"""A disk that runs full: photos wait and administrators are told while the database still has room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.inspections.visits import JSON, open_visit, uuid7
from tests.upkeep.phone import LARGER, Phone, unique
from tests.upkeep.served import SQLITE, query, wait_until
from webapp.disk import disk, in_words
from webapp.settings import settings, use

ROOM = 48


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
