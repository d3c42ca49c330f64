"""Rows of photos: many rows that share the few sealed pictures."""

from __future__ import annotations

from datetime import datetime

from webapp.demo.book import Book, Row
from webapp.demo.land.enterprises import Site
from webapp.demo.pictures.made import Picture
from webapp.evidence.events import KEPT
from webapp.evidence.rules import Derived, PhotoKind
from webapp.evidence.tables import Photo


class Album:
    """Adds photos as evidence.verbs.keep does: the row, and the event that tells of it."""

    def __init__(self, book: Book, pictures: dict[PhotoKind, list[Picture]]) -> None:
        self.book, self.pictures = book, pictures
        self._turn = 0

    def add(
        self,
        site: Site,
        owner_kind: str,
        owner_id: object,
        target: str,
        kind: PhotoKind,
        person: int,
        at: datetime,
    ) -> Row:
        """A photo of that kind, taken and received at `at`, near the enterprise."""
        chance = self.book.chance
        self._turn += 1
        choices = self.pictures[kind]
        picture = choices[self._turn % len(choices)]
        row = self.book.add(
            Photo, id=self.book.uuid(at), owner_kind=owner_kind, owner_id=str(owner_id), target=target,
            kind=kind.value, sha256=picture.sha256, size=picture.size, media_type="image/jpeg",
            width=picture.width, height=picture.height, taken_at=at, taken_offset=480,
            latitude=round(site.row["latitude"] + chance.gauss(0, 0.0004), 6),
            longitude=round(site.row["longitude"] + chance.gauss(0, 0.0004), 6), accuracy=float(chance.randrange(4, 30)),
            orientation=1, person=person, received_at=at, derived=Derived.READY.value,
        )  # fmt: skip
        after = {
            "owner": f"{owner_kind} {owner_id}",
            **{name: row[name] for name in ("target", "kind", "sha256", "size", "media_type")},
            "camera_sha256": "",
        }
        self.book.tell(at, person, KEPT, row["id"], site.id, after=after)
        return row
