"""Serving static files: from memory, compressed once, kept by browsers for ever under the hash of their content."""

import gzip
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from litestar import get
from litestar.params import FromPath
from litestar.response import File, Response

from webapp.errors import NotFound
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.files.assets import BUNDLE, file_of, version
from webapp.web.files.styles import bundle

VERSIONED = re.compile(r"[0-9a-f]{12}/")
COMPRESSIBLE = {".css", ".js", ".mjs", ".svg", ".json", ".wasm", ".webmanifest"}
IN_MEMORY = 2_000_000

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/ttf", ".ttf")


class Held(NamedTuple):
    media_type: str
    plain: bytes
    packed: bytes | None


@lru_cache(maxsize=512)
def held(path: str, _version: str) -> Held | None:
    """A file in memory with its compressed form; None when it is missing or large."""
    if path == BUNDLE:
        plain = bundle().encode()
    else:
        file = file_of(path)
        if file is None or file.stat().st_size > IN_MEMORY:
            return None
        plain = file.read_bytes()
    packed = gzip.compress(plain, 9) if Path(path).suffix in COMPRESSIBLE and len(plain) > 500 else None
    return Held(media_type(path), plain, packed)


def media_type(path: str) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@get("/static/{path:path}", access=ANYONE, sync_to_thread=True)
def static_file(request: Request, path: FromPath[str]) -> Response[bytes] | File:
    """A static file; 404 outside of the folder."""
    path = path.lstrip("/")
    known = VERSIONED.match(path)
    name = VERSIONED.sub("", path, count=1)
    keep = known is not None and known.group().rstrip("/") == version()
    headers = {"cache-control": "public, max-age=31536000, immutable" if keep else "no-cache"}
    found = held(name, version())
    if found is None:
        file = file_of(name)
        if file is None:
            raise NotFound("没有这个文件。")
        return File(file, media_type=media_type(name), content_disposition_type="inline", headers=headers)
    headers["vary"] = "accept-encoding"
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            found.packed, media_type=found.media_type, headers={**headers, "content-encoding": "gzip"}
        )
    return Response(found.plain, media_type=found.media_type, headers=headers)
