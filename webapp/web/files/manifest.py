"""The manifest, so that a phone can install the application."""

from litestar import Response, get

from webapp.web.access import ANYONE
from webapp.web.files.assets import static


@get("/manifest.webmanifest", access=ANYONE)
async def manifest() -> Response[dict[str, object]]:
    icons: list[dict[str, str]] = [
        {"src": static("icons/app-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/app-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("icons/maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    content: dict[str, object] = {
        "name": "码上职卫",
        "short_name": "码上职卫",
        "description": "职业卫生监督：扫码检查，整改销号",
        "lang": "zh-CN",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f9f8",
        "theme_color": "#0f5c5c",
        "icons": icons,
    }
    return Response(content, media_type="application/manifest+json")
