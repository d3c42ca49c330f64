"""What an inspector does in one visit, made up with a seed and written down before the outbox sees any of it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import random
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import Image

PHOTO = Path(__file__).parents[1] / "photos/Landscape_0.jpg"
CHINA = timezone(timedelta(hours=8))
UNMET = "5.1"


def uuid7(chance: random.Random) -> str:
    """What ids.js makes."""
    value = (int(time.time() * 1000) << 80) | chance.getrandbits(80)
    value = value & ~(0xF << 76) | (7 << 76)
    return str(uuid.UUID(int=value & ~(0x3 << 62) | (2 << 62)))


def small_photo() -> bytes:
    """A real photo, small: 6,000 of them have to fit."""
    buffer = io.BytesIO()
    with Image.open(PHOTO) as image:
        image.thumbnail((480, 480))
        image.convert("RGB").save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def marked(jpeg: bytes, text: bytes) -> bytes:
    """The same picture with a comment in it, so that no two files are alike."""
    return jpeg[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + jpeg[2:]


@dataclass
class Visit:
    """One visit: `entries` as outbox.put() takes them (bytes as base64), and what of it must be found in the end."""

    id: str
    answers: dict[str, str]
    photos: dict[str, str]
    finding: str
    entries: list[dict[str, Any]] = field(repr=False, default_factory=list)

    def line(self) -> str:
        return json.dumps(
            {"id": self.id, "answers": self.answers, "photos": self.photos, "finding": self.finding}
        )


def visit(
    chance: random.Random,
    base: bytes,
    *,
    user: int,
    enterprise: int,
    second: int,
    items: list[str],
    photos: int,
) -> Visit:
    """A complete visit: all items answered, one finding, so many photos, header and submission."""
    pk, finding = uuid7(chance), uuid7(chance)
    started = datetime.now(CHINA).replace(microsecond=0)
    answers = {code: "unmet" if code == UNMET else chance.choice(["met", "na"]) for code in items}
    made = Visit(pk, answers, {}, finding)

    def put(rest: str, fields: Any, method: str = "PUT", **more: Any) -> None:
        common = {"user": user, "inspection": pk, "method": method, "url": f"/inspections/{pk}{rest}"}
        made.entries.append({**common, "fields": fields, **more})

    put(
        "", {"enterprise": enterprise, "kind": "routine", "second": second, "showed_badge": True, "told_rights": True,
             "started_at": started.isoformat()}, stamp="sent_at", visit={"name": "贵池石料有限公司", "started_at": started.isoformat()},
    )  # fmt: skip
    for code, result in answers.items():
        put(f"/answers/{code}", [["result", result], ["note", ""], ["base", "0"]])
    due = (started + timedelta(days=15)).date().isoformat()
    put(
        f"/findings/{finding}",
        [
            ["item", UNMET],
            ["fact", f"浓度超标 {pk}"],
            ["requirement", "整改。"],
            ["due_on", due],
            ["handling", "order"],
        ],
    )
    for number in range(photos):
        data = marked(base, f"{pk} {number} {chance.random()}".encode())
        photo, digest = uuid7(chance), hashlib.sha256(data).hexdigest()
        target = f"finding:{finding}" if number == 0 else f"item:{chance.choice(items)}"
        made.photos[photo] = digest
        rest = f"/photos/{photo}?target={target}&kind=other&sha256={digest}"
        put(rest, None, id=photo, type="image/jpeg", bytes=base64.b64encode(data).decode())
    put("/header", {"companion": "李四", "companion_post": "安全科长"})
    manifest = {
        "answers": len(answers), "photos": [{"id": one, "sha256": digest} for one, digest in made.photos.items()],
        "conclusion": "现场整洁。", "showed_badge": True, "told_rights": True,
    }  # fmt: skip
    put("/submission", manifest, "POST", last=True)
    return made


class Journal:
    """A line for each visit, on the disk before anybody else hears of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w")
        self.lines = 0

    def write(self, made: Visit) -> None:
        self._file.write(made.line() + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.lines += 1

    def close(self) -> None:
        self._file.close()
