"""Whatever is started, with whatever umask: nobody else reads what lies in the data folder, or a backup elsewhere."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.findings.scene import PHOTOS

OPEN = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture
def loose() -> Iterator[None]:
    """The umask of a shell that lets everybody read, and more."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def server(tmp_path: Path, loose: None) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.remove()


def readable(*folders: Path) -> list[str]:
    """What others may do anything with."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    return [f"{path} {path.stat().st_mode:o}" for path in found if path.lstat().st_mode & OPEN]


def loosen(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o066 | (0o011 if path.is_dir() else 0))


def test_every_command_makes_what_only_we_read_and_mends_what_was_open(
    server: Server, tmp_path: Path
) -> None:
    data, outside = Path(server.environment["MASHANG_DATA"]), tmp_path / "outside"
    outside.mkdir()
    loosen(data)
    server.cli("migrate")
    people.fill(server)
    loosen(data)
    server.start()
    assert not readable(data)
    with httpx.Client(base_url=server.url, timeout=60) as signed:
        signed.post("/login", data={"username": "inspector", "password": PASSWORD})
    assert not readable(data), "the database, its journals, keys and folders of a server that works"
    server.stop()
    server.cli("backup", str(outside / "one.tar"))
    server.cli("backup", str(data / "backups" / "two.tar"))
    kept = [path for path in outside.iterdir() if path.stat().st_mode & OPEN]
    assert not kept
    server.cli("restore", "--replace", str(outside / "one.tar"))
    server.cli("remind")
    assert not readable(data)


def test_photos_from_before_are_closed_once(tmp_path: Path) -> None:
    from webapp.upkeep.closed import close

    sealed = tmp_path / "data" / "media" / "sealed" / "ab" / "cd"
    sealed.parent.mkdir(parents=True)
    sealed.write_bytes((PHOTOS / "Portrait_0.jpg").read_bytes())
    sealed.chmod(0o444)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("somebody else's")
    elsewhere.chmod(0o644)
    (tmp_path / "data" / "link").symlink_to(elsewhere)
    close(tmp_path / "data")
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o400
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
    assert not readable(tmp_path / "data" / "media")
