"""A document for the screen and the printer: its paper, its check address, its pictures as addresses."""

from __future__ import annotations

from typing import Any

from webapp.documents.queries import Row, content_of, part_of, signatures_of, standing
from webapp.documents.rendering.context import view
from webapp.documents.writing.content import Content
from webapp.settings import settings
from webapp.web.shown.qr import qr_svg


def address(row: Row) -> str:
    """Where whoever holds the paper checks it; "" before issue."""
    return f"{settings().base_url}/check/{row['code']}" if row["code"] else ""


def spoken(code: str) -> str:
    """The code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def paper(content: Content, row: Row, base: str = "") -> dict[str, Any]:
    """What templates/documents/_paper.html wants: `paper`, `qr`, `seal`. Pictures are served below `base`."""
    url = address(row)
    base = base or f"/documents/{row['id']}"

    def picture(sha256: str) -> str:
        return f"{base}/pictures/{sha256}"

    return {
        "paper": view(content, row["number"] or None, url or None, picture),
        "qr": qr_svg(url, "查验这份文书的二维码") if url else "",
        "seal": picture(row["seal"]) if row["seal"] else None,
    }


async def printed(row: Row) -> Content:
    """The content with the signatures that count: frozen once issued, of this moment before."""
    content = content_of(row)
    if row["state"] != "draft":
        return content
    counted, _ = standing(content, await signatures_of(row["id"]))
    return {**content, "signatures": [part_of(one) for one in counted]}
