"""The local store: durable before it says so, content-addressed, sealed."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from webapp.evidence.storage import LocalStore, key_of


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "media")


def arrived(store: LocalStore, data: bytes, name: str = "incoming-1") -> tuple[Path, str]:
    path = store.incoming / name
    path.write_bytes(data)
    return path, key_of(hashlib.sha256(data).hexdigest())


def test_put_open_verify(store: LocalStore) -> None:
    source, key = arrived(store, b"evidence")
    assert not store.exists(key)
    store.put(source, key)
    assert not source.exists()
    with store.open(key) as file:
        assert file.read() == b"evidence"
    assert store.exists(key)
    assert store.verify(key)


def test_verify_sees_changed_and_missing_files(store: LocalStore) -> None:
    source, key = arrived(store, b"evidence")
    store.put(source, key)
    path = store.root / "sealed" / key
    path.chmod(0o600)
    path.write_bytes(b"evidencE")
    assert not store.verify(key)
    path.unlink()
    assert not store.verify(key)


def test_the_same_bytes_twice_and_at_once(store: LocalStore) -> None:
    copies = [arrived(store, b"same" * 100_000, f"incoming-{number}") for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda copy: store.put(*copy), copies))
    assert store.verify(copies[0][1])
    assert list(store.incoming.iterdir()) == []


def test_a_damaged_file_is_mended_by_the_next_upload_of_the_same(store: LocalStore) -> None:
    source, key = arrived(store, b"evidence")
    store.put(source, key)
    (store.root / "sealed" / key).chmod(0o600)
    (store.root / "sealed" / key).write_bytes(b"evid")
    store.put(*arrived(store, b"evidence"))
    assert store.verify(key)


def test_only_mending_replaces_what_has_the_right_size(store: LocalStore) -> None:
    source, key = arrived(store, b"evidence")
    store.put(source, key)
    (store.root / "sealed" / key).chmod(0o600)
    (store.root / "sealed" / key).write_bytes(b"evidencE")
    store.put(*arrived(store, b"evidence"))  # what arrives is not compared byte by byte
    assert not store.verify(key)
    store.mend(*arrived(store, b"evidence"))
    assert store.verify(key)
    assert list(store.incoming.iterdir()) == []


def test_file_then_name_then_folder_reach_the_disk(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recorded, not replaced: the real calls are made as well."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def recorded_fsync(descriptor: int) -> None:
        steps.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def recorded_replace(source: Path, target: Path) -> Path:
        steps.append(f"rename {source.name}")
        return replace(source, target)

    source, key = arrived(store, b"evidence")
    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    store.put(source, key)
    assert steps == ["fsync incoming-1", "rename incoming-1", f"fsync {key[:2]}"]
    steps.clear()
    store.put(*arrived(store, b"evidence", "incoming-2"))
    assert steps == [f"fsync {key[:2]}"]  # the first one's folder may not be durable yet


def test_the_folders_themselves_are_durable_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def recorded(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    LocalStore(tmp_path / "media")
    assert synced == [str(tmp_path / "media" / "sealed"), str(tmp_path / "media"), str(tmp_path)]


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", "", "AB/" + "0" * 62, "ab/" + "0" * 61])
def test_only_hashes_are_keys(store: LocalStore, key: str) -> None:
    with pytest.raises(ValueError, match="storage key"):
        store.open(key)


def test_derivatives_can_be_lost_and_made_again(store: LocalStore) -> None:
    key = key_of("ab" * 32)
    assert store.get_derived("thumbnail", key) is None
    store.put_derived("thumbnail", key, b"small")
    assert store.get_derived("thumbnail", key) == b"small"
    assert store.get_derived("display", key) is None
    (store.root / "derived" / "thumbnail" / f"{key}.jpg").write_bytes(b"")
    assert store.get_derived("thumbnail", key) is None


def test_health_and_space(store: LocalStore) -> None:
    store.health()
    assert list(store.incoming.iterdir()) == []
    assert store.free_bytes() > 0
    store.incoming.rmdir()
    with pytest.raises(OSError, match="incoming"):
        store.health()
