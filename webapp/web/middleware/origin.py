"""The origin check: no tokens that go stale, no body read; unsafe requests must come from our own pages."""

from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from webapp.settings import settings

SAFE = {"GET", "HEAD", "OPTIONS"}
SAID = {b"host", b"origin", b"sec-fetch-site"}


def allowed(headers: dict[str, str], own: set[str]) -> bool:
    """Sec-Fetch-Site first, then Origin against our own hosts; neither: not a browser, allowed; `null`: refused."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin != "null" and urlsplit(origin).netloc in own


class OriginCheck:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] not in SAFE:
            headers = {
                name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in SAID
            }
            if not allowed(headers, {headers.get("host", ""), settings().netloc}):
                await refuse(send)
                return
        await self.app(scope, receive, send)


async def refuse(send: Send) -> None:
    body = "请求不是从本系统的页面发出的，已拒绝。".encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": head})
    await send({"type": "http.response.body", "body": body, "more_body": False})
