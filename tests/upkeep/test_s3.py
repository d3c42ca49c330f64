"""Photos in an object store: the same permissions, the same answers, and none of them on the server's disk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.browser import people
from tests.browser.server import Server, free_port
from tests.cast import PASSWORD
from tests.inspections.visits import uuid7
from tests.upkeep.phone import Phone, unique
from tests.upkeep.served import folder, items_of, query, wait_until

pytestmark = pytest.mark.only_on("postgres")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """An S3 server with the bucket `photos`; its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (tmp_path / "moto.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=log, stderr=log, env={**os.environ}
        )

    def answers() -> bool:
        try:
            return httpx.put(f"{address}/photos", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    wait_until(answers)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def served(tmp_path: Path, store: str) -> Iterator[Server]:
    aws = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "cn-north-1"}
    one = Server(tmp_path / "first", MASHANG_MEDIA_URL="s3://photos/county", AWS_ENDPOINT_URL=store, **aws)
    yield one
    one.remove()


def objects(store: str) -> str:
    return httpx.get(f"{store}/photos?list-type=2").text


def signed_in(server: Server, username: str) -> httpx.Client:
    client = httpx.Client(base_url=server.url, headers={"accept": "application/json"}, timeout=60)
    if username:
        client.post("/login", data={"username": username, "password": PASSWORD})
    return client


def test_photos_live_in_the_store_behind_the_same_permissions(
    served: Server, store: str, tmp_path: Path
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
        listed = objects(store)
        assert listed.count("county/sealed/") == len(phone.photos) + 1
        assert "county/derived/" in listed
        assert not [path for path in (folder(served) / "media").rglob("*") if path.is_file()]
        archive = tmp_path / "all.tar"
        assert f"{len(phone.photos) + 1} 张照片" in served.cli("backup", str(archive))
        served.stop()
        served.environment["MASHANG_MEDIA_URL"] = "s3://photos/again"
        served.cli("restore", str(archive), "--replace")
        assert objects(store).count("again/sealed/") == len(phone.photos) + 1
        served.start()
        assert phone.client.get(f"{visit}/photos/{photo}/file").content == data
        served.stop()
        served.environment["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{free_port()}"
        served.environment["MASHANG_MEDIA_URL"] = "s3://photos/county"
        served.cli("audit", "verify")
    assert query(served, "SELECT count(*) FROM photo") == [(len(phone.photos) + 1,)]
