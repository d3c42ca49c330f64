"""标注: drawn upon a photo of the visit, shown beside the original, who may, and what stays as it was."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

from PIL import Image

from tests.cast import ids
from tests.evidence.test_marking import ARROW, CIRCLE, near
from tests.inspections.ready import complete, who
from webapp.audit.queries import history
from webapp.evidence.pictures.marking import Colour
from webapp.evidence.tables import Photo, PhotoMarks
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit

MARKS = {"marks": json.dumps([ARROW, CIRCLE]), "base": "0"}


async def photo_at(inspection: Any) -> tuple[str, Any]:
    """The address of the photo of its finding, and its row."""
    row = (
        await Photo.select()
        .where((Photo.owner_id == str(inspection)) & Photo.target.like("finding:%"))
        .first()
    )
    return f"/inspections/{inspection}/photos/{row['id']}", row


async def test_marks_are_drawn_upon_a_copy_and_the_sealed_file_stays(client_for: Any) -> None:
    inspection = await complete()
    url, row = await photo_at(inspection)
    client = await client_for("inspector")
    assert "data-marking" in (await client.get(f"{url}/marking")).text
    assert (await client.get(f"{url}/marked")).status_code == 404
    saved = await client.post(f"{url}/marking", data=MARKS)
    assert saved.status_code == 303, saved.text
    form = (await client.get(f"/inspections/{inspection}")).text
    assert f"{url}/marked-thumbnail?v=1" in form
    assert "标注件" in form
    assert f'href="{url}/display"' in form, "the original is one tap away"
    shown = Image.open(io.BytesIO((await client.get(f"{url}/marked")).content)).convert("RGB")
    plain = Image.open(io.BytesIO((await client.get(f"{url}/display")).content)).convert("RGB")
    assert shown.size == plain.size
    assert near(shown.getpixel((shown.width // 2, shown.height // 2)), Colour.RED)
    sealed = (await client.get(f"{url}/file")).content
    assert hashlib.sha256(sealed).hexdigest() == row["sha256"]
    # Changed, then taken away: every version stays.
    assert (
        await client.post(f"{url}/marking", data={"marks": json.dumps([CIRCLE]), "base": "1"})
    ).status_code == 303
    stale = await client.post(f"{url}/marking", data=MARKS | {"base": "1"})
    assert stale.status_code == 409
    assert "刚被别人标注过" in stale.text
    assert "&#34;arrow&#34;" in stale.text, "what was drawn is not lost"
    assert (await client.post(f"{url}/marking", data={"marks": "[]", "base": "2"})).status_code == 303
    assert "标注件" not in (await client.get(f"/inspections/{inspection}")).text
    assert await PhotoMarks.count().where(PhotoMarks.photo == row["id"]) == 3
    events = [one["action"] for one in await history("photo", row["id"])]
    assert events.count("photo.marked") == 3


async def test_marks_are_shown_in_the_record_and_the_finding(client_for: Any) -> None:
    inspection = await complete()
    url, row = await photo_at(inspection)
    client = await client_for("inspector")
    await client.post(f"{url}/marking", data=MARKS)
    await submit(await who("inspector"), inspection)
    assert "标注件" in (await client.get(f"/inspections/{inspection}")).text
    finding = (await Finding.select(Finding.id).where(Finding.inspection == inspection).first())["id"]
    owner = await client_for("owner")
    for one in (client, owner):
        page = (await one.get(f"/findings/{finding}")).text
        assert "标注件" in page
        assert "原图" in page
        assert (await one.get(f"/findings/{finding}/photos/{row['id']}/marked")).status_code == 200
        assert (
            await one.get(f"/findings/{finding}/photos/{row['id']}/marked-thumbnail?v=1")
        ).status_code == 200
    await void_and_copy(await who("supervisor"), inspection, "写错了")
    copy = (await Inspection.select(Inspection.id).where(Inspection.copy_of == inspection).first())["id"]
    assert "标注件" in (await client.get(f"/inspections/{copy}")).text
    assert (await client.get(f"{(await photo_at(copy))[0]}/marked")).status_code == 200


async def test_who_may_mark(client_for: Any) -> None:
    inspection = await complete()
    url, _ = await photo_at(inspection)

    async def tries(name: str) -> int:
        client = await client_for(name)
        base = (await photo_at(inspection))[1]["marked"]
        marks = json.dumps([ARROW | {"y": 0.1 + base / 100}])
        return int((await client.post(f"{url}/marking", data={"marks": marks, "base": base})).status_code)

    assert [await tries(name) for name in ("colleague", "supervisor", "assistant")] == [303, 403, 403]
    assert [await tries(name) for name in ("outsider", "owner", "countyadmin")] == [404, 403, 403]
    await submit(await who("inspector"), inspection)
    assert [await tries(name) for name in ("supervisor", "inspector", "assistant", "outsider")] == [
        303,
        303,
        403,
        404,
    ]
    await void_and_copy(await who("supervisor"), inspection, "写错了")
    assert await tries("supervisor") == 403
    other = await complete()
    client = await client_for("inspector")
    foreign = f"/inspections/{other}/photos/{url.rsplit('/', 1)[1]}/marking"
    assert (await client.post(foreign, data=MARKS)).status_code == 404
    assert (
        await client.post(f"{(await photo_at(other))[0]}/marking", data={"marks": "[1]"})
    ).status_code == 422
    assert ids()
