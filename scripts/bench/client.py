"""The client of the load: a process of its own that speaks the protocol and prints what it saw as JSON.

python -m scripts.bench.client '{"url": …, "username": …, "password": …, "enterprises": […], "second": 5,
                                 "codes": ["1.1", …], "visits": 200, "photos": 6, "at_once": 32}'
"""

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp

from tests.inspections.visits import uuid7

PICTURES = sorted((Path(__file__).resolve().parents[2] / "tests/photos").glob("*.jpg"))
STARTED = "2026-03-05T09:30:00+08:00"


class Load:
    """Visits sent by `at_once` phones; `seconds` holds each visit's time, `requests` each request's.

    `visits` (ids), `answers` (how many) and `photos` (SHA-256) are what was acknowledged.
    """

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted
        self.bases = [(data, hashlib.sha256(data)) for data in (path.read_bytes() for path in PICTURES)]
        self.seconds: list[float] = []
        self.requests: list[float] = []
        self.visits: list[str] = []
        self.answers = 0
        self.photos: list[str] = []
        self.left = iter(range(wanted["visits"]))

    async def run(self) -> dict[str, Any]:
        connector = aiohttp.TCPConnector(limit=0)
        headers = {"Accept": "application/json", "X-Device": "bench"}
        async with aiohttp.ClientSession(
            self.wanted["url"],
            connector=connector,
            headers=headers,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
        ) as session:
            self.session = session
            who = {"username": self.wanted["username"], "password": self.wanted["password"]}
            async with session.post("/login", data=who, allow_redirects=False) as answer:
                if answer.status not in {200, 303}:
                    raise RuntimeError(f"login: {answer.status} {await answer.text()}")
            began = time.perf_counter()
            await asyncio.gather(*(self.phone() for _ in range(self.wanted["at_once"])))
            took = time.perf_counter() - began
        return {
            "took": took,
            "visits": self.visits,
            "answers": self.answers,
            "photos": self.photos,
            "seconds": self.seconds,
            "requests": self.requests,
        }

    async def phone(self) -> None:
        for number in self.left:
            began = time.perf_counter()
            await self.visit(number)
            self.seconds.append(time.perf_counter() - began)

    async def send(self, method: str, path: str, expected: int, **body: Any) -> Any:
        began = time.perf_counter()
        async with self.session.request(method, path, headers={"X-Entry": str(uuid7())}, **body) as answer:
            said = await answer.json()
            if answer.status != expected or "X-Entry-Stored" not in answer.headers:
                raise RuntimeError(f"{method} {path}: {answer.status} {said}")
        self.requests.append(time.perf_counter() - began)
        return said

    async def visit(self, number: int) -> None:
        visit = str(uuid7())
        here = f"/inspections/{visit}"
        enterprises = self.wanted["enterprises"]
        await self.send("PUT", here, 201, json={
            "enterprise": enterprises[number % len(enterprises)], "kind": "routine", "second": self.wanted["second"],
            "showed_badge": True, "told_rights": True, "started_at": STARTED,
        })  # fmt: skip
        answers = [
            {"entry": str(uuid7()), "item": code, "result": "met", "note": "", "measured": "",
             "answered_at": STARTED, "base": 0} for code in self.wanted["codes"]
        ]  # fmt: skip
        await self.send("PUT", f"{here}/answers", 200, json={"answers": answers})
        self.answers += len(answers)
        photos = [await self.photo(here, number, index) for index in range(self.wanted["photos"])]
        await self.send("POST", f"{here}/submission", 201, json={
            "answers": len(answers), "photos": photos, "companion": "李四", "conclusion": "共检查 60 项。",
            "ended_at": "2026-03-05T11:20:00+08:00",
        })  # fmt: skip
        self.visits.append(visit)

    async def photo(self, here: str, number: int, index: int) -> dict[str, str]:
        base, digest = self.bases[(number + index) % len(self.bases)]
        photo: UUID = uuid7()
        # Decoders end at the JPEG's end mark, so that a tail makes every photo's bytes its own.
        digest = digest.copy()
        digest.update(photo.bytes)
        sha256 = digest.hexdigest()
        query = {"target": "visit", "kind": "other", "sha256": sha256, "camera_sha256": sha256,
                 "camera_size": str(len(base) + 16), "taken_at": STARTED}  # fmt: skip
        await self.send("PUT", f"{here}/photos/{photo}", 201, params=query, data=base + photo.bytes)
        self.photos.append(sha256)
        return {"id": str(photo), "sha256": sha256}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(json.loads(sys.argv[1])).run())))
