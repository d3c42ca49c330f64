"""The bytes of what a document shows: photos from the evidence, signatures and seals from our own table."""

from __future__ import annotations

import asyncio
import hashlib
import io

from litestar import Response
from PIL import Image

from webapp.clock import now
from webapp.documents.queries import Row
from webapp.documents.tables import Picture
from webapp.documents.views.paper import printed
from webapp.documents.writing.content import Content
from webapp.errors import Invalid, NotFound, TooLarge
from webapp.evidence.pictures.budget import BUDGET, cost_of
from webapp.evidence.pictures.derivatives import DISPLAY
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000_000
BROKEN = "图片无法识别，请用 PNG 图片。"
HEADERS = {"cache-control": "private, no-cache", "x-content-type-options": "nosniff"}


async def keep(data: bytes) -> str:
    """Keep a drawn picture in the caller's transaction; its SHA-256. Raises Invalid or TooLarge in words."""
    if len(data) > MOST_BYTES:
        raise TooLarge("图片太大，请用 1 MB 以内的 PNG 图片。")
    await asyncio.to_thread(_check, data)
    sha256 = hashlib.sha256(data).hexdigest()
    row = Picture(sha256=sha256, media_type="image/png", data=data, created_at=now())
    await Picture.insert(row).on_conflict(target=Picture.sha256, action="DO NOTHING")
    return sha256


def _check(data: bytes) -> None:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooLarge("图片太大，请缩小到 2000 × 2000 像素以内。")
            with BUDGET.spend(cost_of(image, 1)):
                image.load()
    except TooLarge:
        raise
    except Exception as error:  # decoders fed with garbage raise nearly anything
        raise Invalid(BROKEN) from error


async def picture_of(row: Row, sha256: str) -> Response[bytes]:
    """One picture of a document that the caller may see; NotFound for every other hash."""
    content = await printed(row)
    if sha256 in {one["hash"] for one in content["photos"]}:
        return Response(await _photo(sha256), media_type="image/jpeg", headers=HEADERS)
    if sha256 in {one["image"] for one in content["signatures"]} | {row["seal"]} and (
        data := await drawn(sha256)
    ):
        return Response(data, media_type="image/png", headers=HEADERS)
    raise NotFound("没有找到这张图片。")


async def drawn(sha256: str) -> bytes | None:
    """A signature or a seal."""
    kept = await Picture.select(Picture.data).where(Picture.sha256 == sha256).first()
    return bytes(kept["data"]) if kept else None


async def _photo(sha256: str) -> bytes:
    try:
        return await evidence().copies.get(DISPLAY, key_of(sha256))
    except (FileNotFoundError, ValueError) as error:
        raise NotFound("原始文件缺失，请联系管理员。") from error


async def pictures_of(row: Row, content: Content) -> dict[str, bytes]:
    """Every picture of a document by its hash, for the renderers; a missing one is left out."""
    found: dict[str, bytes] = {}
    for one in content["photos"]:
        try:
            found[one["hash"]] = await _photo(one["hash"])
        except NotFound:
            continue
    for signature in content["signatures"]:
        image = signature["image"]
        if image and (data := await drawn(image)):
            found[image] = data
    return found
