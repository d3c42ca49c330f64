"""The benchmark counts what the server kept: a figure of something that was lost is no figure."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scripts.bench.receive import load, settle, without_hazards
from scripts.bench.serving import prepared, serving
from scripts.bench.stored import compare
from webapp.evidence.pictures.derivatives import THUMBNAIL
from webapp.evidence.storage import key_of

pytestmark = pytest.mark.only_on("sqlite")

Received = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def received() -> Iterator[Received]:
    """The folder of a server that received two visits with two photos each, and what its client says of them."""
    with prepared(10) as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo, MASHANG_BACKGROUND="on") as served:
            said = load(served, known, visits=2, photos=2, at_once=2)
            settle(served)
        yield folder, said


def test_all_that_was_acknowledged_is_counted(received: Received) -> None:
    folder, said = received
    assert (len(said["visits"]), said["answers"], len(set(said["photos"]))) == (2, 120, 4)
    compare(folder, [said])


def changed(statement: str) -> Callable[[Path, str], None]:
    def change(folder: Path, _: str) -> None:
        with closing(sqlite3.connect(folder / "mashang.sqlite3")) as database, database:
            assert database.execute(statement).rowcount == 1

    return change


def sealed(folder: Path, photo: str) -> Path:
    return folder / "media" / "sealed" / key_of(photo)


def other_bytes(folder: Path, photo: str) -> None:
    file = sealed(folder, photo)
    file.chmod(0o640)
    file.write_bytes(bytes(file.stat().st_size))


LAST = "(SELECT MAX(id) FROM inspection WHERE device = 'bench')"


@pytest.mark.parametrize(
    ("what", "damage"),
    [
        ("visits", changed(f"UPDATE inspection SET state = 'open' WHERE id = {LAST}")),
        ("answers", changed(f"DELETE FROM answer WHERE id = (SELECT MAX(id) FROM answer WHERE inspection = {LAST})")),
        ("photos", changed("DELETE FROM photo WHERE id = (SELECT MAX(id) FROM photo WHERE derived = 'ready')")),
        ("photos that are ready", changed("UPDATE photo SET derived = 'failed' WHERE id = (SELECT MAX(id) FROM photo WHERE derived = 'ready')")),
        ("sealed files", lambda folder, photo: sealed(folder, photo).unlink()),
        ("sealed files", other_bytes),
        ("thumbnails", lambda folder, photo: (folder / f"media/derived/{THUMBNAIL}/{key_of(photo)}.jpg").unlink()),
    ],
)  # fmt: skip
def test_whatever_is_lost_ends_the_run(
    received: Received, tmp_path: Path, what: str, damage: Callable[[Path, str], None]
) -> None:
    folder, said = received
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    damage(copy, said["photos"][0])
    with pytest.raises(RuntimeError, match=f"^{what}: "):
        compare(copy, [said])
