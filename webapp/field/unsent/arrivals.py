"""What of an export the server holds already."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from webapp.evidence.tables import Photo
from webapp.field.unsent.entries import Entry
from webapp.field.unsent.recognising import recognised
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Answer, ArrivedEntry, Inspection, Receipt

SLICE = 400


async def arrived(visits: dict[UUID, list[Entry]]) -> set[str]:
    """The ids of the entries that are stored; some queries per 400 entries, none per entry."""
    entries = [entry for waiting in visits.values() for entry in waiting]
    known: set[tuple[UUID, str]] = set()
    for some in _slices([entry.id for entry in entries]):
        for table in (ArrivedEntry, Answer):
            rows = await table.select(table.inspection, table.entry).where(table.entry.is_in(some))
            known |= {(row["inspection"], row["entry"]) for row in rows}
    begun, ended = await _begun(visits), await _ended(visits)
    photos = await _photos(entries)
    return {
        entry.id
        for entry in entries
        if (entry.inspection, entry.id) in known
        or (recognised(entry)[0] == "open" and entry.inspection in begun)
        or (recognised(entry)[0] == "submission" and entry.inspection in ended)
        or (recognised(entry)[0] == "photo" and _is_kept(entry, photos))
        or (recognised(entry)[0] == "no_photo" and _is_gone(entry, photos))
    }


def _slices(ids: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), SLICE):
        yield wanted[start : start + SLICE]


async def _begun(visits: Iterable[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for some in _slices(str(visit) for visit in visits):
        rows = await Inspection.select(Inspection.id).where(Inspection.id.is_in([UUID(one) for one in some]))
        found |= {row["id"] for row in rows}
    return found


async def _ended(visits: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for some in _slices(str(visit) for visit in visits):
        rows = await Receipt.select(Receipt.inspection, Receipt.serial).where(
            Receipt.inspection.is_in([UUID(one) for one in some])
        )
        found |= {row["inspection"]: row["serial"] for row in rows}
    return found


async def serials(visits: Iterable[UUID]) -> dict[UUID, str]:
    """The receipts of those visits that were submitted."""
    return await _ended(visits)


Kept = dict[tuple[str, str], tuple[str, bool]]


async def _photos(entries: list[Entry]) -> Kept:
    """(visit, photo) → (SHA-256, withdrawn) of the photos that entries name."""
    named = [recognised(entry) for entry in entries]
    found: Kept = {}
    for some in _slices(pk.lower() for kind, pk in named if pk and kind in {"photo", "no_photo"}):
        rows = await Photo.select(Photo.id, Photo.owner_id, Photo.sha256, Photo.withdrawn_at).where(
            (Photo.owner_kind == OWNER) & Photo.id.is_in([UUID(one) for one in some])
        )
        for row in rows:
            found[row["owner_id"], str(row["id"])] = (row["sha256"], row["withdrawn_at"] is not None)
    return found


def _is_kept(entry: Entry, photos: Kept) -> bool:
    """The same bytes under the same id; other bytes are sent, and refused in words."""
    kept = photos.get((str(entry.inspection), (recognised(entry)[1] or "").lower()))
    return kept is not None and entry.query.get("sha256", "").lower() == kept[0]


def _is_gone(entry: Entry, photos: Kept) -> bool:
    kept = photos.get((str(entry.inspection), (recognised(entry)[1] or "").lower()))
    return kept is not None and kept[1]
