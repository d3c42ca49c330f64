"""Photos of a visit, with real photos."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tests.inspections.visits import JSON, open_visit, uuid7, with_colleague
from webapp.evidence.tables import Photo
from webapp.inspections.tables import Inspection

PHOTOS = Path(__file__).parents[1] / "photos"
FIRST = (PHOTOS / "Landscape_6.jpg").read_bytes()
OTHER = (PHOTOS / "Portrait_3.jpg").read_bytes()
QUERY = {
    "target": "item:5.6", "kind": "sign", "taken_at": "2026-03-05T09:40:00.000+08:00",
    "latitude": "30.66", "longitude": "117.49", "accuracy": "12",
}  # fmt: skip


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def test_a_photo_is_kept_once_and_seen_by_those_who_may(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for)
    place = f"{address}/photos/{uuid7()}"
    made = await lead.put(place, params=QUERY | {"sha256": sha(FIRST)}, content=FIRST)
    assert made.status_code == 201, made.text
    assert made.headers["x-entry-stored"] == place.rsplit("/", 1)[1]
    assert (made.json()["sha256"], made.json()["target"]) == (sha(FIRST), "item:5.6")
    assert (await second.put(place, params=QUERY, content=FIRST)).status_code == 200
    assert (await lead.put(place, params=QUERY, content=OTHER)).status_code == 409
    assert (await lead.put(f"{address}/photos/{uuid7()}", params=QUERY, content=FIRST)).status_code == 201
    assert await Photo.count() == 2

    for kind in ("thumbnail", "display"):
        assert (await second.get(f"{place}/{kind}")).headers["content-type"] == "image/jpeg"
    for kind in ("file", "sealed"):
        sealed = await lead.get(f"{place}/{kind}")
        assert sealed.content == FIRST
        assert sealed.headers["content-disposition"].startswith("attachment")
    for person, status in {"supervisor": 200, "outsider": 404, "owner": 403, "": 401}.items():
        answer = await (await client_for(person, **JSON)).get(f"{place}/thumbnail")
        assert answer.status_code == status, person


async def test_a_photo_belongs_to_its_visit(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    one, other = await open_visit(client), await open_visit(client)
    photo = uuid7()
    await client.put(f"{one}/photos/{photo}", params=QUERY, content=FIRST)
    assert (await client.get(f"{other}/photos/{photo}/thumbnail")).status_code == 404
    # Gone is gone, for what never arrived and for another visit's alike: the answers are the same, and nothing changes.
    said = [
        await client.delete(f"{other}/photos/{pk}", headers={"X-Entry": "e-1"}) for pk in (photo, uuid7())
    ]
    for answer in said:
        assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
        assert "e-1" in answer.headers["x-entry-stored"]
    assert len({str(sorted((answer.json() | {"id": ""}).items())) for answer in said}) == 1
    assert (await Photo.select().first())["withdrawn_at"] is None
    stranger = await client_for("supervisor", **JSON)
    assert (await stranger.delete(f"{other}/photos/{uuid7()}")).status_code == 403
    outsider = await client_for("outsider", **JSON)
    assert (await outsider.delete(f"{other}/photos/{uuid7()}")).status_code == 404
    assert (await client.put(f"{other}/photos/{photo}", params=QUERY, content=FIRST)).status_code == 409


async def test_a_removal_holds_though_the_photo_comes_after_it(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    place = f"{address}/photos/{uuid7()}"
    await client.delete(place)
    for status in (201, 200):
        late = await client.put(place, params=QUERY, content=FIRST)
        assert (late.status_code, late.json()["withdrawn"]) == (status, True)


async def test_withdrawing_keeps_the_trail(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    place = f"{address}/photos/{uuid7()}"
    await client.put(place, params=QUERY, content=FIRST)
    for _ in range(2):
        gone = await client.delete(place)
        assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert (await Photo.select().first())["withdrawn_at"] is not None


async def test_what_is_no_photo_is_refused_in_words(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    bodies = {
        b"": 422,
        b"%PDF-1.7 not a photo": 422,
        FIRST[:2000]: 422,
        b"\xff\xd8\xff" + b"0" * (15 << 20): 413,
    }
    for body, status in bodies.items():
        answer = await client.put(f"{address}/photos/{uuid7()}", params=QUERY, content=body)
        assert (answer.status_code, answer.json()["error"][-1]) == (status, "。"), body[:20]
    wrong = await client.put(
        f"{address}/photos/{uuid7()}", params=QUERY | {"sha256": sha(OTHER)}, content=FIRST
    )
    assert wrong.status_code == 422
    assert await Photo.count() == 0


async def test_photos_end_with_the_draft(client_for: Any) -> None:
    lead, _, address = await with_colleague(client_for)
    place = f"{address}/photos/{uuid7()}"
    await lead.put(place, params=QUERY, content=FIRST)
    stranger = await client_for("supervisor", **JSON)
    assert (await stranger.put(f"{address}/photos/{uuid7()}", params=QUERY, content=OTHER)).status_code == 403
    assert (await stranger.delete(place)).status_code == 403
    await Inspection.update({Inspection.state: "submitted"}, force=True)
    assert (await lead.put(f"{address}/photos/{uuid7()}", params=QUERY, content=OTHER)).status_code == 409
    assert (await lead.delete(place)).status_code == 409
    assert (await lead.put(place, params=QUERY, content=FIRST)).status_code == 200
