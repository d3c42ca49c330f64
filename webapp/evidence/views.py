"""Photos as templates show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from webapp.evidence.pictures.headers import PDF
from webapp.evidence.queries import Row
from webapp.evidence.rules import PhotoKind


@dataclass(frozen=True)
class Shot:
    """One photo or file with its addresses below the owner's `upload_url`: /{id}/thumbnail, /display, /file, /watermarked.

    Where somebody has drawn upon it (`drawn`), thumb_url and full_url are those of the 标注件, and plain_url is the original's.
    """

    id: UUID
    thumb_url: str
    full_url: str
    file_url: str
    marked_url: str
    caption: str
    failure: str
    is_file: bool
    file_name: str
    plain_url: str = ""
    drawn: bool = False

    @property
    def marking_url(self) -> str:
        """Where somebody draws upon it; empty for what is no photo of a visit."""
        ours = self.plain_url.startswith("/inspections/") and not (self.is_file or self.failure)
        return f"{self.plain_url.removesuffix('/display')}/marking" if ours else ""


def shots(rows: Iterable[Row], upload_url: str) -> list[Shot]:
    """What templates/evidence/_photos.html and the photo macros of web want."""
    return [
        Shot(
            id=row["id"],
            thumb_url=f"{upload_url}/{row['id']}/{_drawn(row, 'marked-thumbnail') or 'thumbnail'}",
            full_url=f"{upload_url}/{row['id']}/{_drawn(row, 'marked') or 'display'}",
            file_url=f"{upload_url}/{row['id']}/file",
            marked_url=f"{upload_url}/{row['id']}/watermarked",
            caption=PhotoKind(row["kind"]).label,
            failure=row["failure"],
            is_file=row["media_type"] == PDF,
            file_name=row["file_name"],
            plain_url=f"{upload_url}/{row['id']}/display",
            drawn=bool(row["marked"]),
        )
        for row in rows
    ]


def _drawn(row: Row, name: str) -> str:
    """The address of the copy with the marks of today: another version is another picture."""
    return f"{name}?v={row['marked']}" if row["marked"] else ""
