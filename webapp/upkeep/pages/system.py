"""系统: how the server does, for administrators of the topmost bureau; and the figures for a local scraper."""

from ipaddress import ip_address
from typing import Any

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST

from webapp.disk import in_words
from webapp.errors import NotFound
from webapp.upkeep import metrics, state
from webapp.web import Request
from webapp.web.access import ANYONE, STEWARDS
from webapp.web.templates import render

# What a proxy adds. Behind one that was not declared, everybody in the world seems to be on this machine.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
HERE = {"localhost", "127.0.0.1", "::1"}


@get("/system", access=STEWARDS)
async def system(request: Request) -> Response[str]:
    """Version, migrations, queues, storage, last backup."""
    return await render(request, "upkeep/system.html", state=await state.overview(), in_words=in_words)


@get("/metrics", access=ANYONE)
async def figures(request: Request) -> Response[bytes]:
    """Prometheus' text format, for a scraper on this machine that asks directly; nobody else."""
    if not local(request):
        raise NotFound("没有这个页面。")
    return Response(await metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def local(request: Any) -> bool:
    """Whether this request comes from this machine and through no proxy.

    One that adds no header is known by the name that it hands on, or (nginx as it comes, which puts its own in the name's
    place) by speaking HTTP/1.0, as no scraper does.
    """
    try:
        here = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    direct = request.scope.get("http_version") != "1.0" and request.url.hostname in HERE
    return here and direct and not any(name in request.headers for name in FORWARDED)


ROUTES = [system, figures]
