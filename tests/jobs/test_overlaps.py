"""Two processes at one job or in one folder: each writes under names of its own, and sweeps what is still there."""

import os
from pathlib import Path

import pytest

from webapp.documents.lists import packed, packing
from webapp.evidence import intake
from webapp.gate import batches
from webapp.jobs import files
from webapp.settings import settings


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("keep", [packed.keep, batches._keep])
def test_a_file_is_whole_although_another_process_writes_it_meanwhile(keep, tmp_path, monkeypatch):
    target, write = tmp_path / "1.pdf", Path.write_bytes

    def overtaken(path, data):
        write(path, data[:3])
        monkeypatch.undo()
        keep(target, b"second", "another")
        assert target.read_bytes() == b"second"
        with path.open("ab") as file:
            file.write(data[3:])

    monkeypatch.setattr(Path, "write_bytes", overtaken)
    keep(target, b"first", "one")
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def swept_by_jobs() -> Path:
    folder = files.path_of(1).parent
    files._prepare(folder)
    return folder


def swept_by_packs() -> Path:
    packing._prepare(packing.folder_of(7))
    return packing.folder_of(7).parent


def swept_by_labels() -> Path:
    batches._sweep()
    return settings().data / "labels"


def swept_at_start() -> Path:
    folder = settings().media / "incoming"
    intake.sweep(folder)
    return folder


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("sweep", "names"),
    [
        (swept_by_jobs, ("1.xlsx", "2.xlsx")),
        (swept_by_packs, ("documents-1.zip", "documents-2.zip")),
        (swept_by_labels, ("1", "2")),
        (swept_at_start, ("incoming-1", "incoming-2")),
    ],
)
def test_what_another_process_has_swept_meanwhile_is_gone_and_no_error(db, monkeypatch, sweep, names):
    folder, found = sweep(), Path.glob
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).mkdir() if sweep is swept_by_labels else (folder / name).touch()
        os.utime(folder / name, (0, 0))

    def overtaken(place, pattern):
        """The other process takes the first one as soon as both are seen."""
        seen = sorted(found(place, pattern))
        for path in seen[:1]:
            path.rmdir() if path.is_dir() else path.unlink()
        return seen

    monkeypatch.setattr(Path, "glob", overtaken)
    sweep()
    assert not [path for path in folder.iterdir() if path.name in names]
