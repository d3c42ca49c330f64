"""Around the whole application: every request gets a number, a line in the log, and its place in the figures."""

import logging
from time import perf_counter
from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

from webapp.db.engine.waiting import one_patience
from webapp.logs import new_request_id, request_id

log = logging.getLogger("mashang.access")

HEADER = "X-Request-ID"
# Addresses of these routes are secrets by themselves: only the route is written down.
SECRET = ("{token", "{code", "{short", "{serial", "/static/")

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
REQUESTS = Counter("mashang_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "mashang_request_seconds",
    "From the first byte of a request to the last of its answer",
    ["method", "route"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5),
    registry=REGISTRY,
)
IN_FLIGHT = Gauge("mashang_requests_in_flight", "Requests being answered now", registry=REGISTRY)


# So many requests at once keep a processor busy.
CROWD = 8
_answering = 0


def crowded() -> bool:
    """Whether so many requests are being answered that other work should wait."""
    return _answering >= CROWD


class Observe:
    """ASGI, outermost: also what no route answers is numbered, logged and counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        number, started, status = new_request_id(), perf_counter(), 0
        token = request_id.set(number)

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)[HEADER] = number
            await send(message)

        global _answering
        _answering += 1
        IN_FLIGHT.inc()
        try:
            with one_patience():
                await self.app(scope, receive, numbered)
        finally:
            _answering -= 1
            IN_FLIGHT.dec()
            _count(scope, status, perf_counter() - started)
            request_id.reset(token)


def _count(scope: HTTPScope, status: int, seconds: float) -> None:
    route = str(scope.get("path_template") or "other")
    method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "PUT", "DELETE"} else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    if route.startswith("/static/") and status < 400:
        return
    said: dict[str, Any] = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    if not any(part in route for part in SECRET):
        said["path"] = scope["path"][:300]
    user = scope.get("user")
    if user is not None:
        said["person"] = user.id
    client = scope.get("client")
    if client:
        said["address"] = client[0]
    log.log(logging.ERROR if status >= 500 else logging.INFO, "request", extra=said)
