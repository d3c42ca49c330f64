"""Files as 导出未上传 makes them, after the examples of docs/protocol.md."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from tests import cast
from tests.inspections.visits import uuid7
from webapp.jobs.runner import run_next

PROJECT = Path(__file__).parents[2]
PHOTO = (PROJECT / "tests/photos/Portrait_3.jpg").read_bytes()
STARTED = "2026-03-05T09:30:00+08:00"


def example(name: str) -> Any:
    text = (PROJECT / "docs/protocol.md").read_text(encoding="utf-8")
    found = re.search(rf"^```json {name}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found
    return json.loads(found[1])


def entry(visit: str, method: str, rest: str, fields: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "user": cast.ids()["inspector"], "inspection": visit, "method": method,
        "url": f"/inspections/{visit}{rest}", "fields": fields, "file": None, "created": STARTED, "tries": 1,
        "state": "waiting", "reason": "", **more,
    }  # fmt: skip


def opening(visit: str, **where: Any) -> dict[str, Any]:
    return entry(visit, "PUT", "", {"kind": "routine", "started_at": STARTED, **where}, id=visit)


def photo(visit: str, target: str = "item:5.1", data: bytes = PHOTO) -> dict[str, Any]:
    pk, digest = str(uuid7()), hashlib.sha256(data).hexdigest()
    rest = f"/photos/{pk}?target={target}&kind=other&sha256={digest}"
    return entry(visit, "PUT", rest, id=pk, file=f"photos/{pk}.jpg")


def packed(entries: Any, photos: dict[str, bytes] | None = None, head: Any = None, **more: bytes) -> bytes:
    """The zip; every `file` that is named holds PHOTO unless `photos` says otherwise."""
    whole = example("manifest") | {"user": cast.ids()["inspector"]} if head is None else head
    if photos is None and isinstance(entries, list):
        photos = {one["file"]: PHOTO for one in entries if isinstance(one, dict) and one.get("file")}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", json.dumps(whole))
        archive.writestr("entries.json", json.dumps(entries))
        for name, data in ((photos or {}) | more).items():
            archive.writestr(name, data)
    return buffer.getvalue()


async def upload(client: Any, data: bytes, name: str = "未上传.zip") -> Any:
    return await client.post("/field/import", files={"file": (name, data)})


async def imported(client: Any, data: bytes) -> tuple[str, str]:
    """Uploads, confirms and does the job: (the page before, the page after)."""
    answer = await upload(client, data)
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    before = (await client.get(address)).text
    assert (await client.post(f"{address}/confirmation")).status_code == 303
    assert await run_next()
    return before, (await client.get(address)).text
