"""Photos in an object store: the same permissions, the same answers, and none of them on the server's disk."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import obstore
import pytest
from obstore.store import S3Store

from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.inspections.visits import uuid7
from tests.ports import free_port
from tests.upkeep.phone import Phone, unique
from tests.upkeep.served import folder, items_of, query, wait_until
from webapp.evidence.storage import key_of

pytestmark = pytest.mark.only_on("postgres")


class Bucket:
    """An S3 server with the bucket `photos`."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "moto.server", "-p", str(port)]
        with (folder / "moto.log").open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self._made)

    def _made(self) -> bool:
        try:
            return httpx.put(f"{self.url}/photos", timeout=60).status_code == 200
        except httpx.TransportError:
            return False

    def names(self) -> str:
        return httpx.get(f"{self.url}/photos?list-type=2", timeout=60).text

    def put(self, name: str, data: bytes) -> None:
        """Put an object past the application."""
        config = {"endpoint": self.url, "access_key_id": "key", "secret_access_key": "secret"}
        bucket = S3Store("photos", region="cn-north-1", client_options={"allow_http": True}, **config)
        obstore.put(bucket, name, data)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Bucket]:
    one = Bucket(tmp_path)
    yield one
    one.stop()


@pytest.fixture
def served(tmp_path: Path, store: Bucket) -> Iterator[Server]:
    aws = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "cn-north-1"}
    one = Server(
        tmp_path / "first", MASHANG_MEDIA_URL="s3://photos/county", AWS_ENDPOINT_URL=store.url, **aws
    )
    yield one
    one.remove()


def sha256_name(prefix: str, data: bytes) -> str:
    """The name of a photo in the bucket."""
    return f"{prefix}/sealed/{key_of(hashlib.sha256(data).hexdigest())}"


def signed_in(server: Server, username: str) -> httpx.Client:
    client = httpx.Client(base_url=server.url, headers={"accept": "application/json"}, timeout=60)
    if username:
        client.post("/login", data={"username": username, "password": PASSWORD})
    return client


def test_photos_live_in_the_store_behind_the_same_permissions(
    served: Server, store: Bucket, tmp_path: Path
) -> None:
    made = people.fill(served)
    served.start()
    with Phone(served.url, made["A"]) as phone:
        phone.sign_in()
        phone.visit(made["colleague"], items_of(served))
        visit = phone.open()
        photo, data = uuid7(), unique()
        for status in (201, 200):  # and once more
            kept = phone.client.put(f"{visit}/photos/{photo}?kind=other", content=data)
            assert kept.status_code == status
        assert phone.client.get(f"{visit}/photos/{photo}/file").content == data
        for copy in ("thumbnail", "display"):
            shown = phone.client.get(f"{visit}/photos/{photo}/{copy}")
            assert shown.content[:3] == b"\xff\xd8\xff"
            assert data[4:20] not in shown.content
        for username, status in (("outsider", 404), ("13800000001", 403), ("", 401)):
            with closing(signed_in(served, username)) as other:
                assert other.get(f"{visit}/photos/{photo}/file").status_code == status, username
        listed = store.names()
        assert listed.count("county/sealed/") == len(phone.photos) + 1
        assert "county/derived/" in listed
        assert not [path for path in (folder(served) / "media").rglob("*") if path.is_file()]
        archive = tmp_path / "all.tar"
        assert f"{len(phone.photos) + 1} 张照片" in served.cli("backup", str(archive))
        served.stop()
        served.environment["MASHANG_MEDIA_URL"] = "s3://photos/again"
        store.put(sha256_name("again", data), data[:-1] + bytes([data[-1] ^ 1]))  # damaged, of the same size
        served.cli("restore", str(archive), "--replace")
        assert store.names().count("again/sealed/") == len(phone.photos) + 1
        served.start()
        assert phone.client.get(f"{visit}/photos/{photo}/file").content == data
        store.stop()
        lost = phone.client.put(f"{visit}/photos/{uuid7()}?kind=other", content=unique())
        assert (lost.status_code, "还在您的设备上" in lost.text) == (
            429,
            True,
        )  # the phone keeps it and tries again
        assert phone.client.get(f"{visit}/photos/{photo}/file").status_code == 429
        assert phone.client.get("/health").json() == {"database": "ok", "storage": "不可用"}
    assert query(served, "SELECT count(*) FROM photo") == [(len(phone.photos) + 1,)]
