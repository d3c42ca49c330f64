"""An answer that the browser has already travels as 304, whole or streamed; another one travels whole."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, Response, get
from litestar.response import Stream

from webapp.web.middleware.conditional import ConditionalGet


@get("/whole")
async def whole() -> Response[str]:
    return Response("content", headers={"etag": '"one"', "cache-control": "private, no-cache"})


@get("/stream")
async def stream() -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        yield b"second"

    return Stream(pieces(), headers={"etag": '"one"'})


@pytest.mark.parametrize("path", ["/whole", "/stream"])
async def test_known_content_is_not_sent_again(path: str) -> None:
    app = Litestar([whole, stream], middleware=[ConditionalGet], openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        first = await client.get(path)
        assert (first.status_code, first.headers["etag"]) == (200, '"one"')
        again = await client.get(path, headers={"if-none-match": '"zero", "one"'})
        assert (again.status_code, again.content) == (304, b"")
        assert "content-length" not in again.headers
        other = await client.get(path, headers={"if-none-match": '"two"'})
        assert (other.status_code, other.content) == (200, first.content)
