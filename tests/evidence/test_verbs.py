"""Keeping photos: idempotent under the phone's id, durable, with an event for every change."""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID, uuid4

import pytest

from tests.evidence.pictures import PDF, camera_exif, encoded, in_chunks, photo
from tests.evidence.room import OWNER, inspector
from webapp.audit.queries import history
from webapp.errors import Conflict, DomainError, Invalid, TooLarge
from webapp.evidence import queries, service, verbs
from webapp.evidence.forms import Claims, read_claims
from webapp.evidence.pictures.derivatives import THUMBNAIL
from webapp.evidence.rules import PhotoKind
from webapp.evidence.service import evidence
from webapp.evidence.storage import key_of
from webapp.evidence.tables import Photo
from webapp.evidence.verbs import Kept, Owner

pytestmark = pytest.mark.usefixtures("db")

DATA = encoded("JPEG", edge=300, exif=camera_exif())
SHA256 = hashlib.sha256(DATA).hexdigest()


async def keep(name: UUID, data: bytes = DATA, owner: Owner = OWNER, **options: object) -> Kept:
    claims = options.pop("claims", Claims(kind=PhotoKind.SIGN))
    return await verbs.keep(inspector(), name, owner, claims, in_chunks(data), **options)  # type: ignore[arg-type]


def incoming() -> list[str]:
    return [path.name for path in evidence().store.incoming.iterdir()]


async def actions(name: UUID) -> list[str]:
    return [event["action"] for event in await history("photo", name)]


async def test_a_photo_is_kept_with_what_is_known_about_it() -> None:
    name = uuid4()
    claims = read_claims(
        {
            "sha256": SHA256,
            "kind": "ppe",
            "taken_at": "2026-03-05T14:30:15+08:00",
            "latitude": "30.66",
            "longitude": "117.49",
            "accuracy": "12.5",
            "camera_sha256": "ab" * 32,
            "camera_size": "4000000",
        }
    )
    assert (await keep(name, claims=claims)).created
    row = await queries.photo_of("inspection", "visit-1", name)
    assert (row["sha256"], row["size"], row["kind"], row["target"]) == (SHA256, len(DATA), "ppe", "3.2")
    assert (row["width"], row["height"], row["orientation"]) == (300, 200, 6)
    assert (row["taken_at"].isoformat(), row["taken_offset"]) == ("2026-03-05T06:30:15+00:00", 480)
    assert row["exif_taken_at"].isoformat() == "2026-03-05T06:30:15.250000+00:00"
    assert (row["exif_latitude"], row["accuracy"]) == (30.6644, 12.5)
    assert await asyncio.to_thread(evidence().store.verify, key_of(SHA256))
    assert await actions(name) == ["photo.kept"]
    assert incoming() == []


async def test_again_is_the_same_and_needs_no_open_owner() -> None:
    async def closed() -> None:
        raise Conflict("检查已提交。")

    name = uuid4()
    await keep(name)
    assert not (await keep(name, guard=closed)).created
    assert await actions(name) == ["photo.kept"]
    with pytest.raises(Conflict, match="已提交"):
        await keep(uuid4(), guard=closed)


async def test_the_same_request_many_times_at_once() -> None:
    name = uuid4()
    kept = await asyncio.gather(*(keep(name) for _ in range(8)))
    assert [one.created for one in kept].count(True) == 1
    assert await actions(name) == ["photo.kept"]
    assert incoming() == []


async def test_the_same_bytes_under_two_ids_at_once() -> None:
    first, second = await asyncio.gather(keep(uuid4()), keep(uuid4()))
    assert first.created
    assert second.created
    assert await asyncio.to_thread(evidence().store.verify, key_of(SHA256))


async def test_other_bytes_or_another_owner_under_a_known_id() -> None:
    name = uuid4()
    await keep(name)
    with pytest.raises(Conflict, match="另一张"):
        await keep(name, encoded("PNG"))
    with pytest.raises(Conflict):
        await keep(name, owner=Owner("inspection", "visit-2"))
    assert incoming() == []


@pytest.mark.parametrize(
    ("data", "error", "word"),
    [
        (b"", Invalid, "空"),
        (PDF, Invalid, "PDF，不是照片"),
        (photo("Portrait_0")[:100_000], Invalid, "不完整"),
        (b"x" * (15 * 1024 * 1024 + 1), TooLarge, "15 MB"),
    ],
    ids=["empty", "pdf", "truncated", "too large"],
)
async def test_refused_in_words_and_nothing_stays(data: bytes, error: type[DomainError], word: str) -> None:
    name = uuid4()
    with pytest.raises(error, match=word):
        await keep(name, data)
    assert await queries.find(name) is None
    assert incoming() == []
    assert not evidence().store.exists(key_of(hashlib.sha256(data).hexdigest()))


async def test_a_changed_hash_is_refused() -> None:
    with pytest.raises(Invalid, match="校验值不符"):
        await keep(uuid4(), claims=Claims(sha256="00" * 32))


async def test_an_attachment_may_be_a_pdf() -> None:
    kept = await keep(uuid4(), PDF, attachment=True, claims=Claims(file_name="方案.pdf"))
    assert (kept.photo["media_type"], kept.photo["derived"]) == ("application/pdf", "none")
    assert kept.photo["file_name"] == "方案.pdf"


async def test_withdrawn_stays_in_the_trail_only() -> None:
    name = uuid4()
    await keep(name)
    for _ in range(2):
        await verbs.withdraw(inspector(), name, OWNER)
    assert await actions(name) == ["photo.kept", "photo.withdrawn"]
    assert (await queries.photos_of("inspection", ["visit-1"])) == {"visit-1": []}
    assert (await queries.photo_of("inspection", "visit-1", name))["withdrawn_by"] == inspector().id
    assert evidence().store.exists(key_of(SHA256))
    assert await verbs.withdraw(inspector(), name, Owner("inspection", "visit-2")) is None
    assert await verbs.withdraw(inspector(), uuid4(), OWNER) is None
    assert await actions(name) == ["photo.kept", "photo.withdrawn"]


async def test_a_photo_that_comes_after_its_removal_is_kept_as_withdrawn() -> None:
    """Its phone died while it was on the way, and removed it when it was started anew."""
    name = uuid4()
    for _ in range(2):
        assert await verbs.withdraw(inspector(), name, OWNER) is None
    kept = await keep(name)
    assert (kept.created, kept.photo["withdrawn_by"]) == (True, inspector().id)
    assert kept.photo["withdrawn_at"] is not None
    assert not (await keep(name)).created
    assert await queries.photos_of("inspection", ["visit-1"]) == {"visit-1": []}
    assert (await verbs.withdraw(inspector(), name, OWNER))["id"] == name  # type: ignore[index]
    assert await actions(name) == ["photo.withdrawn", "photo.kept"]


async def test_nobody_removes_what_is_to_come_to_another_owner() -> None:
    name = uuid4()
    assert await verbs.withdraw(inspector(), name, Owner("inspection", "visit-2")) is None
    assert (await keep(name)).photo["withdrawn_at"] is None


async def test_photos_of_many_owners_in_one_query() -> None:
    names = [uuid4() for _ in range(3)]
    await keep(names[0])
    await keep(names[1], owner=Owner("inspection", "visit-1", "4.1"))
    await keep(names[2], owner=Owner("inspection", "visit-2"))
    found = await queries.photos_of("inspection", ["visit-1", "visit-2", "visit-3"])
    assert {owner: len(rows) for owner, rows in found.items()} == {"visit-1": 2, "visit-2": 1, "visit-3": 0}
    assert set(queries.by_target(found["visit-1"])) == {"3.2", "4.1"}


async def test_a_manifest_tells_what_is_missing() -> None:
    here, other, never = uuid4(), uuid4(), uuid4()
    await keep(here)
    await keep(other)
    manifest = {here: SHA256, other: "00" * 32, never: SHA256}
    assert await queries.missing_of("inspection", "visit-1", manifest) == [other, never]
    # Withdrawn by a colleague meanwhile: it did arrive, and nobody's phone has to send it again.
    await verbs.withdraw(inspector(), here, OWNER)
    assert await queries.missing_of("inspection", "visit-1", manifest) == [other, never]
    assert await queries.missing_of("inspection", "visit-2", manifest) == [here, other, never]


async def test_lost_bytes_come_back_with_the_same_request() -> None:
    name = uuid4()
    await keep(name)
    (evidence().store.root / "sealed" / key_of(SHA256)).unlink()
    assert not (await keep(name)).created
    assert await asyncio.to_thread(evidence().store.verify, key_of(SHA256))


async def test_thumbnails_follow_and_damage_is_said_at_the_photo() -> None:
    """The damage is in the middle, where no header tells of it."""
    whole = encoded("PNG")
    half = len(whole) // 2
    damaged = whole[:half] + b"damage" + whole[half + 6 :]
    waited = uuid4()
    await keep(waited)
    await service.start()
    try:
        good, bad = uuid4(), uuid4()
        await keep(good)
        await keep(bad, damaged)
        await evidence().worker.drain()
    finally:
        await service.stop()
    states = {row["id"]: row["derived"] for row in await Photo.select(Photo.id, Photo.derived)}
    assert states == {waited: "ready", good: "ready", bad: "failed"}
    assert "重新拍摄" in (await queries.photo_of("inspection", "visit-1", bad))["failure"]
    assert evidence().store.get_derived(THUMBNAIL, key_of(SHA256))


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"kind": "selfie"}, "照片类型无效"),
        ({"sha256": "xyz"}, "校验值应为"),
        ({"taken_at": "2026-02-30T10:00:00+08:00"}, "拍摄时间无效"),
        ({"taken_at": "2026-02-03T10:00:00"}, "拍摄时间无效"),
        ({"latitude": "91", "longitude": "nan", "accuracy": "-1"}, "纬度无效；经度无效；定位精度无效"),
        ({"camera_size": "1e99"}, "原始文件大小无效"),
        ({"target": "x" * 101}, "所属项目过长"),
        ({"file_name": "a\0b"}, "文件名过长或含有无效字符"),
    ],
)
def test_claims_that_make_no_sense_are_named(query: dict[str, str], word: str) -> None:
    with pytest.raises(Invalid, match=word):
        read_claims(query)


def test_an_unescaped_plus_is_forgiven() -> None:
    claims = read_claims({"taken_at": "2026-03-05T14:30:15 08:00"})
    assert claims.offset_minutes == 480
