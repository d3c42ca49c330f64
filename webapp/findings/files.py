"""Files that came beside the fields of a form, kept like photos that were sent one by one."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from litestar.datastructures import UploadFile

from webapp.errors import TooLarge
from webapp.evidence.forms import Claims
from webapp.evidence.rules import PhotoKind
from webapp.evidence.verbs import Kept
from webapp.web.forms.body import listed

MOST = 9
_PIECE = 256 * 1024

Keeper = Callable[[UUID, Claims, AsyncIterator[bytes]], Awaitable[Kept]]


async def keep_all(
    fields: Mapping[str, Sequence[Any]], name: str, owner: UUID, keep: Keeper, kind: PhotoKind
) -> int:
    """Hand every file under `name` to `keep` with an id made of owner and content; returns how many.

    `kind` is what they show.

    Sending the same form again meets the same ids, so that nothing is kept twice. Raises TooLarge for more than nine
    files, and whatever `keep` raises.
    """
    files = [value for value in listed(fields, name) if isinstance(value, UploadFile) and value.filename]
    if len(files) > MOST:
        raise TooLarge(f"一次最多 {MOST} 个文件，请分几次提交。")
    for file in files:
        digest = hashlib.sha256()
        async for piece in _pieces(file):
            digest.update(piece)
        claims = Claims(kind=kind, file_name=file.filename[-200:])
        await keep(uuid5(owner, digest.hexdigest()), claims, _pieces(file))
    return len(files)


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    await file.seek(0)
    while piece := await file.read(_PIECE):
        yield piece
