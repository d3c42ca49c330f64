"""Conditional GET, which Litestar leaves to us: an answer whose ETag the browser already has goes out as 304."""

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

KEEP = {"etag", "cache-control", "vary", "expires", "content-location"}


class ConditionalGet:
    """ASGI middleware: permission is checked on every request, bytes travel once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = _known(scope) if scope["type"] == ScopeType.HTTP else ""
        if not known:
            await self.app(scope, receive, send)
            return
        unchanged = False

        async def maybe(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableScopeHeaders.from_message(message)
                unchanged = headers.get("etag", "") in {tag.strip() for tag in known.split(",")} - {""}
                if unchanged:
                    message["status"] = 304
                    for name in {name for name in headers if name.startswith("content-")} - KEEP:
                        del headers[name]
            if unchanged and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return  # the last piece of a stream ends the answer
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        await self.app(scope, receive, maybe)


def _known(scope: Scope) -> str:
    """If-None-Match, "" when it was not sent."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            return value.decode("latin-1")
    return ""
