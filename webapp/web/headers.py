"""Security headers on every answer, errors included, and no caching unless the answer says otherwise."""

from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from webapp.settings import HTMX_CDN, settings


def policy() -> str:
    """The content security policy: scripts are ours, htmx's CDN and WebAssembly; nothing inline."""
    cdn = f" https://{urlsplit(HTMX_CDN).netloc}" if settings().cdn else ""
    return (
        f"default-src 'self'; script-src 'self'{cdn} 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


async def secure(message: Message, scope: Scope) -> None:
    """Litestar's before_send: runs for 404 and 500 too."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    headers.setdefault("content-security-policy", policy())
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("permissions-policy", "camera=(self), geolocation=(self), microphone=()")
    headers.setdefault("cross-origin-opener-policy", "same-origin")
    headers.setdefault("cache-control", "no-store")
    if settings().https:
        headers.setdefault("strict-transport-security", "max-age=31536000")
