"""What a server keeps of a load, counted against what its client was told: rows, sealed files, thumbnails."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from webapp.evidence.pictures.derivatives import THUMBNAIL
from webapp.evidence.storage import LocalStore, key_of

OF_THE_LOAD = "FROM inspection i WHERE i.device = 'bench' AND i.state = 'submitted'"
ITS_PHOTOS = (
    "FROM photo p JOIN inspection i ON p.owner_kind = 'inspection' AND p.owner_id = CAST(i.id AS TEXT) "
    "WHERE i.device = 'bench'"
)


def waiting(database: sqlite3.Connection) -> int:
    """How many photos of the load still wait for their thumbnail."""
    found = database.execute(f"SELECT COUNT(*) {ITS_PHOTOS} AND p.derived = 'waiting'")
    return int(found.fetchone()[0])


def compare(folder: Path, said: Iterable[dict[str, Any]]) -> None:
    """Raises RuntimeError unless the data folder holds exactly what the clients of its loads say was acknowledged.

    Visits, answers and photos as rows; every photo as a sealed file whose bytes have its SHA-256, and as a thumbnail.
    """
    said = list(said)
    visits = {visit for one in said for visit in one["visits"]}
    photos = sorted(photo for one in said for photo in one["photos"])
    with closing(sqlite3.connect(f"file:{folder / 'mashang.sqlite3'}?mode=ro", uri=True)) as database:
        kept = {row[0] for row in database.execute(f"SELECT CAST(i.id AS TEXT) {OF_THE_LOAD}")}
        _same("visits", len(visits), len(visits & kept), len(kept))
        inside = f"SELECT COUNT(*) FROM answer WHERE inspection IN (SELECT i.id {OF_THE_LOAD})"  # noqa: S608
        answers = int(database.execute(inside).fetchone()[0])
        _same("answers", sum(one["answers"] for one in said), answers, answers)
        rows = database.execute(f"SELECT p.sha256, p.derived {ITS_PHOTOS}").fetchall()
    _same("photos", len(photos), len(set(photos) & {row[0] for row in rows}), len(rows))
    _same("photos that are ready", len(photos), *[sum(row[1] == "ready" for row in rows)] * 2)
    store = LocalStore(folder / "media")
    files = sum(store.verify(key_of(photo)) for photo in photos)
    _same("sealed files", len(photos), files, files)
    thumbnails = sum(bool(store.get_derived(THUMBNAIL, key_of(photo))) for photo in photos)
    _same("thumbnails", len(photos), thumbnails, thumbnails)


def _same(what: str, acknowledged: int, of_them: int, stored: int) -> None:
    if not acknowledged == of_them == stored:
        raise RuntimeError(
            f"{what}: {acknowledged} acknowledged, {of_them} of them stored, {stored} stored at all"
        )
