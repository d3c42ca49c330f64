"""The service worker and the page it shows when there is nothing else: /sw.js, /offline."""

import json

from litestar import Response, get

from webapp.settings import settings
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.files.assets import BUNDLE, STATIC, static, version
from webapp.web.templates import bare

# What every page of the field needs; the rest of vendor/ is for the server, or for pages that want a network.
FOLDERS = (
    "js",
    "vendor/htmx",
    "vendor/idb",
    "vendor/client-zip",
    "vendor/noble-hashes",
    "vendor/barcode-detector",
    "vendor/signature_pad",
)
KINDS = {".js", ".mjs", ".wasm"}
ICONS = ("icons/sprite.svg", "icons/signs.svg", "icons/favicon.svg", "icons/app-192.png")


def shell() -> list[str]:
    """The addresses that the worker keeps under the version of the static files."""
    files = [
        str(path.relative_to(STATIC))
        for folder in FOLDERS
        for path in sorted((STATIC / folder).rglob("*"))
        if path.suffix in KINDS and path.is_file()
    ]
    return ["/offline", static(BUNDLE), *(static(icon) for icon in ICONS), *(static(file) for file in files)]


@get("/sw.js", access=ANYONE)
async def worker() -> Response[str]:
    script = (STATIC / "js/sw.js").read_text(encoding="utf-8")
    names = {"VERSION": version(), "SHELL": shell(), "PATIENCE_MS": round(settings().page_patience * 1000)}
    given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
    return Response(given + script, media_type="text/javascript", headers={"Cache-Control": "no-store"})


@get("/offline", access=ANYONE)
async def offline(request: Request) -> Response[str]:
    return bare("web/offline.html", 200)


ROUTES = [worker, offline]
