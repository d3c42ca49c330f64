"""Security headers on every answer, errors included, and no caching unless the answer says otherwise."""

from functools import cache

from litestar.types import Message, Scope

from webapp.settings import HTMX_CDN, settings


def policy() -> str:
    """The content security policy: scripts are ours, the one file of htmx at its CDN and WebAssembly; nothing inline."""
    cdn = f" {HTMX_CDN}" if settings().cdn else ""
    return (
        f"default-src 'self'; script-src 'self'{cdn} 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@cache
def _always(cdn: bool, https: bool) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer carries unless it says otherwise itself."""
    named = {
        "content-security-policy": policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(self), geolocation=(self), microphone=()",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
    }
    if https:
        named["strict-transport-security"] = "max-age=31536000"
    return tuple((name.encode(), value.encode()) for name, value in named.items())


async def secure(message: Message, scope: Scope) -> None:
    """Litestar's before_send: runs for 404 and 500 too."""
    if message["type"] != "http.response.start":
        return
    said = {name.lower() for name, _ in message["headers"]}
    more = [pair for pair in _always(settings().cdn, settings().https) if pair[0] not in said]
    message["headers"] = [*message["headers"], *more]
