"""Twelve pictures of 48 megapixels, sent and looked at together: the memory of the process, and how long others wait."""

import asyncio
import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any

import aiohttp
import pillow_heif
from PIL import Image

from scripts.bench.client import PICTURES, STARTED
from scripts.bench.report import quantile, say
from scripts.bench.serving import PASSWORD, Served, prepared, serving
from tests.inspections.visits import uuid7

PIXELS = (8000, 6000)
NUMBER = 12
# What twelve phones may send; BENCH_FORMS="JPEG" measures one of them.
FORMS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 80},
    "PROGRESSIVE": {"quality": 80, "progressive": True},
    "PNG": {"compress_level": 1},
    "RGBA": {"compress_level": 1},
    "WEBP": {"quality": 60, "method": 0},
    "HEIF": {"quality": 40},
}
CHOSEN = os.environ.get("BENCH_FORMS", "JPEG PROGRESSIVE PNG").split()


def memory() -> None:
    pictures = [_picture(form) for form in CHOSEN]
    with prepared() as (folder, demo), serving(folder, demo) as served:
        served.rest()
        began = held(served)
        waits = asyncio.run(_looked_at(served, pictures))
        peak = served.rss()
        served.rest()
        forms = f"{NUMBER} pictures of 48 megapixels ({', '.join(CHOSEN)}); {began:.0f} MB before"
        say("photo_rss_mb", peak, "MB at most", "<= 700", forms)
        say("photo_rest_mb", held(served), "MB afterwards", "<= 350", forms)
        say(
            "photo_small_ms", quantile(waits["small"], 1.0) * 1000, "ms, a small picture meanwhile", "", forms
        )
        say("photo_beside_ms", quantile(waits["beside"], 0.95) * 1000, "ms, a page meanwhile, p95", "", forms)
        say("photo_large_s", waits["large"][0], "s until the last of them is seen", "", forms)


def held(served: Served) -> float:
    """The memory that the server holds now, in MB."""
    for line in Path(f"/proc/{served.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _picture(form: str) -> bytes:
    pillow_heif.register_heif_opener()
    with Image.open(PICTURES[0]) as opened:
        small = opened.convert("RGBA" if form == "RGBA" else "RGB").resize((400, 300))
    target = io.BytesIO()
    name = {"PROGRESSIVE": "JPEG", "RGBA": "PNG"}.get(form, form)
    small.resize(PIXELS, Image.Resampling.NEAREST).save(target, name, **FORMS[form])
    return target.getvalue()


async def _looked_at(served: Served, pictures: list[bytes]) -> dict[str, list[float]]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(served.url, cookie_jar=jar) as session:
        who = {"username": served.person("inspector"), "password": PASSWORD}
        async with session.post("/login", data=who, allow_redirects=False) as answer:
            assert answer.status in {200, 303}, await answer.text()  # noqa: S101
        visit = f"/inspections/{uuid7()}"
        enterprise = served.database().execute(
            "SELECT e.id FROM enterprise e JOIN person p ON p.bureau = e.bureau WHERE p.username = ? LIMIT 1",
            (who["username"],),
        ).fetchone()[0]  # fmt: skip
        await _put(session, visit, json={"enterprise": enterprise, "kind": "routine", "started_at": STARTED})
        small = [await _photo(session, visit, PICTURES[at].read_bytes()) for at in range(4)]
        large = [await _photo(session, visit, pictures[at % len(pictures)]) for at in range(NUMBER)]
        waits: dict[str, list[float]] = {"small": [], "beside": []}
        began = time.perf_counter()
        looking = [asyncio.create_task(_seen(session, f"{one}/display")) for one in large]
        looking += [asyncio.create_task(_seen(session, f"{one}/thumbnail")) for one in large]
        looking += [asyncio.create_task(_meanwhile(session, small, waits["small"]))]
        while True:
            waits["beside"].append(await _seen(session, "/tasks"))
            if all(task.done() for task in looking):
                break
        await asyncio.gather(*looking)
        waits["large"] = [time.perf_counter() - began]
        return waits


async def _meanwhile(session: aiohttp.ClientSession, small: list[str], waits: list[float]) -> None:
    for one in small:
        waits.append(await _seen(session, f"{one}/display"))


async def _photo(session: aiohttp.ClientSession, visit: str, data: bytes) -> str:
    photo = uuid7()
    # A tail makes every picture's bytes its own; decoders stop before it, HEIC has a box for it.
    data += (24).to_bytes(4, "big") + b"free" + photo.bytes
    sha256 = hashlib.sha256(data).hexdigest()
    query = {"target": "visit", "kind": "other", "sha256": sha256, "taken_at": STARTED}
    await _put(session, f"{visit}/photos/{photo}", params=query, data=data)
    return f"{visit}/photos/{photo}"


async def _put(session: aiohttp.ClientSession, path: str, **body: Any) -> None:
    async with session.put(path, headers={"Accept": "application/json"}, **body) as answer:
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{path}: {answer.status} {await answer.text()}")


async def _seen(session: aiohttp.ClientSession, path: str) -> float:
    began = time.perf_counter()
    async with session.get(path) as answer:
        data = await answer.read()
        if answer.status != 200 or not data:
            raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - began
