"""Photos over HTTP: what is sent, with which headers, and a client that hangs up."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import uvicorn
from PIL import Image

from tests.evidence.pictures import camera_exif, encoded, photo
from tests.evidence.room import make_room
from webapp.evidence.service import evidence

DATA = encoded("JPEG", edge=1800, exif=camera_exif())


@pytest.fixture
async def client(db: None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_room())  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", headers={"accept": "application/json"}
    ) as client:
        yield client


async def uploaded(client: httpx.AsyncClient, data: bytes = DATA) -> str:
    address = f"/visit/photos/{uuid4()}"
    answer = await client.put(address, content=data, headers={"x-entry": "entry-1"})
    assert (answer.status_code, answer.headers["x-entry-stored"]) == (201, "entry-1")
    return address


@pytest.mark.parametrize(("kind", "size"), [("thumbnail", (160, 240)), ("display", (1067, 1600))])
async def test_derivatives(client: httpx.AsyncClient, kind: str, size: tuple[int, int]) -> None:
    address = await uploaded(client)
    for _ in range(2):
        answer = await client.get(f"{address}/{kind}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["etag"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert Image.open(io.BytesIO(answer.content)).size == size
        assert b"Exif" not in answer.content


async def test_the_sealed_file_only_as_an_attachment(client: httpx.AsyncClient) -> None:
    address = await uploaded(client)
    answer = await client.get(f"{address}/file")
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(DATA).digest()
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-length"] == str(len(DATA))
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_lost_file_and_an_unknown_photo(client: httpx.AsyncClient) -> None:
    address = await uploaded(client)
    for path in (evidence().store.root / "sealed").rglob("*"):
        if path.is_file():
            path.unlink()
    for kind in ("thumbnail", "display", "file"):
        answer = await client.get(f"{address}/{kind}")
        assert (answer.status_code, answer.json()["error"]) == (404, "原始文件缺失，请联系管理员。")
    assert (await client.get(f"/visit/photos/{uuid4()}/thumbnail")).status_code == 404


async def test_refusals_are_sentences(client: httpx.AsyncClient) -> None:
    for data, status in ((b"", 422), (b"%PDF-1.7", 422), (b"x" * (15 * 1024 * 1024 + 1), 413)):
        answer = await client.put(f"/visit/photos/{uuid4()}", content=data)
        assert answer.status_code == status
        assert answer.json()["error"].endswith("。")
    address = await uploaded(client)
    assert (await client.put(address, content=DATA)).status_code == 200
    assert (await client.put(address, content=photo("Portrait_0"))).status_code == 409
    assert (await client.put(f"{address}?latitude=1000", content=DATA)).status_code == 422


@pytest.fixture
async def address(db: None) -> AsyncIterator[tuple[str, int]]:
    """The same room on a real socket."""
    server = uvicorn.Server(uvicorn.Config(make_room(), port=0, log_level="critical", lifespan="off"))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield server.servers[0].sockets[0].getsockname()[:2]
    server.should_exit = True
    await task


async def test_a_client_that_goes_away_leaves_no_file(address: tuple[str, int]) -> None:
    folder = evidence().store.incoming
    _, writer = await asyncio.open_connection(*address)
    head = f"PUT /visit/photos/{uuid4()} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"
    writer.write(head.encode() + b"x" * 1_000_000)
    await writer.drain()
    await until(lambda: written(folder) > 0)
    writer.close()
    await writer.wait_closed()
    await until(lambda: not list(folder.iterdir()))


async def test_too_large_is_answered_in_words_over_a_socket(address: tuple[str, int]) -> None:
    async with httpx.AsyncClient(base_url=f"http://{address[0]}:{address[1]}", timeout=60) as client:
        answer = await client.put(
            f"/visit/photos/{uuid4()}", content=b"x" * 40_000_000, headers={"accept": "application/json"}
        )
    assert (answer.status_code, answer.json()) == (413, {"error": "文件太大：每个文件不超过 15 MB。"})


def written(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in a server and on a disk
            await asyncio.sleep(0)
