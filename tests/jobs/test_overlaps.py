"""Two processes at one job, when the first was thought dead: each writes under names of its own."""

from pathlib import Path

import pytest

from webapp.documents import packing
from webapp.gate import batches


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("keep", [packing._keep, batches._keep])
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
