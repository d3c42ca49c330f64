"""Photos as templates show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from webapp.evidence.headers import PDF
from webapp.evidence.queries import Row
from webapp.evidence.rules import PhotoKind


@dataclass(frozen=True)
class Shot:
    """One photo or file with its addresses below the owner's `upload_url`: /{id}/thumbnail, /display, /file, /watermarked."""

    id: UUID
    thumb_url: str
    full_url: str
    file_url: str
    marked_url: str
    caption: str
    failure: str
    is_file: bool
    file_name: str


def shots(rows: Iterable[Row], upload_url: str) -> list[Shot]:
    """What templates/evidence/_photos.html and the photo macros of web want."""
    return [
        Shot(
            id=row["id"],
            thumb_url=f"{upload_url}/{row['id']}/thumbnail",
            full_url=f"{upload_url}/{row['id']}/display",
            file_url=f"{upload_url}/{row['id']}/file",
            marked_url=f"{upload_url}/{row['id']}/watermarked",
            caption=PhotoKind(row["kind"]).label,
            failure=row["failure"],
            is_file=row["media_type"] == PDF,
            file_name=row["file_name"],
        )
        for row in rows
    ]
