"""What an enterprise uploaded and never sent is swept after days; what anything speaks of stays, and so does the trail."""

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from tests.conftest import ClientFor
from tests.findings.reporting import DONE, PICTURE, photograph, report_url, state_of
from tests.findings.scene import finding
from tests.inspections.visits import JSON, open_visit, uuid7
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import transaction
from webapp.evidence.queries import find
from webapp.evidence.storage import key_of, proof
from webapp.evidence.tables import Photo
from webapp.findings.tables import Report
from webapp.findings.verbs import sweeping
from webapp.settings import settings

WEEK = sweeping.KEPT + timedelta(hours=1)


async def put(client: httpx.AsyncClient, url: str, photo: UUID, own: bool = True) -> httpx.Response:
    content = PICTURE + (photo.bytes if own else b"")
    headers = {"accept": "application/json"}
    return await client.put(f"{url}/photos/{photo}?kind=after", content=content, headers=headers)


async def a_week_passes() -> None:
    async with transaction():
        for table, column in ((Photo, Photo.received_at), (Report, Report.sent_at)):
            await table.update({column: column - WEEK}, force=True)
        await Photo.update({Photo.withdrawn_at: Photo.withdrawn_at - WEEK}, force=True)
    for path in (settings().media / "sealed").rglob("*/*"):
        os.utime(path, (time.time() - WEEK.total_seconds(),) * 2)


async def bytes_of(photo: UUID) -> bool:
    row = await find(photo)
    assert row is not None
    path: Path = settings().media / "sealed" / key_of(row["sha256"])
    return path.is_file()


async def test_unsent_photos_go_and_what_is_spoken_of_stays(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    inspector = await client_for("inspector", **JSON)
    unsent, alone, shared, removed = report_url(number), uuid4(), uuid4(), uuid4()
    assert (await put(owner, unsent, alone)).status_code == 201
    assert (await put(owner, unsent, shared, own=False)).status_code == 201
    assert (await put(owner, unsent, removed)).status_code == 201
    await owner.delete(f"{unsent}/photos/{removed}")
    sent = report_url(number)
    told = UUID(await photograph(owner, sent))  # the same bytes as `shared`
    assert (await owner.post(sent, data=DONE)).status_code == 303
    visit, evidence = await open_visit(inspector), uuid7()
    await inspector.put(f"{visit}/photos/{evidence}?kind=other", content=PICTURE + b"of a draft")

    assert not await sweeping.sweep()
    assert (await find(alone))["withdrawn_at"] is None  # type: ignore[index]
    await a_week_passes()
    await sweeping.sweep()
    for photo in (alone, shared, removed):
        row = await find(photo)
        assert row is not None and row["derived"] == "swept" and row["withdrawn_at"]
        assert await bytes_of(photo)  # a backup that runs may still read them
    assert [one["state"] for one in await Report.select()] == ["sent"]
    event = (await history("photo", alone))[-1]
    assert event["name"] == "系统" and "清理" in json.loads(event["after"])["reason"]

    await a_week_passes()
    await sweeping.sweep()
    assert not await bytes_of(alone)
    assert not await bytes_of(removed)
    assert await bytes_of(shared) and await bytes_of(told) and await bytes_of(evidence)
    assert (await find(alone))["derived"] == "gone"  # type: ignore[index]
    assert (await find(told))["derived"] == "waiting"  # type: ignore[index]
    assert await state_of(number) == ("reported", 1)
    shown = await (await client_for("supervisor")).get(f"/findings/{number}/photos/{told}/display")
    assert shown.status_code == 200
    assert (await proof.verify_all())[1] == []
    async with transaction():
        await Photo.update({Photo.derived: "gone"}).where(Photo.id == evidence)
    assert "没有清理的记录" in (await proof.verify_all())[1][0]  # nobody hides a deletion so
    again = await put(owner, unsent, alone)
    assert again.status_code == 409 and "已清理" in again.json()["error"]
    assert not await bytes_of(alone)


async def test_who_is_still_writing_or_has_sent_loses_nothing(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    url, early, late = report_url(number), uuid4(), uuid4()
    await put(owner, url, early)
    await a_week_passes()
    await put(owner, url, late)
    await sweeping.sweep()
    assert (await find(early))["withdrawn_at"] is None  # type: ignore[index]
    assert (await owner.post(url, data=DONE)).status_code == 303
    await a_week_passes()
    await sweeping.sweep()
    assert (await find(early))["withdrawn_at"] is None  # type: ignore[index]


async def test_bytes_that_are_sent_anew_are_not_taken_away(client_for: ClientFor) -> None:
    """The same picture comes for another report on the day on which the old bytes would go."""
    number, owner = await finding(), await client_for("owner")
    old, new = uuid4(), uuid4()
    await put(owner, report_url(number), old, own=False)
    await a_week_passes()
    await sweeping.sweep()
    async with transaction():
        await Photo.update({Photo.withdrawn_at: now() - WEEK}).where(Photo.id == old)
    await put(owner, report_url(number), new, own=False)
    async with transaction():
        await Photo.delete().where(Photo.id == new)  # its row is not yet there when the sweeper looks
    await sweeping.sweep()
    assert await bytes_of(old)
