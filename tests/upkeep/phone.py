"""A phone that does whole visits by the protocol and keeps trying: what was acknowledged is written down."""

import hashlib
import struct
import threading
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx

from tests.cast import PASSWORD
from tests.evidence.pictures import encoded
from tests.inspections.visits import STARTED, uuid7

SMALL = encoded("JPEG", "Portrait_3", 120)
LARGER = encoded("JPEG", "Landscape_0", 900)
BUSY = {408, 429, 503}
SECONDS = 60


def unique(plain: bytes = SMALL) -> bytes:
    """A photo that no other photo has the bytes of: a comment of 16 random bytes behind the first marker."""
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", 18) + uuid4().bytes + plain[2:]


@dataclass
class Phone:
    """One signed-in inspector. `photos`: id → SHA-256, `answers`: (visit, item), as acknowledged.

    `each`: how many photos it takes in each visit.
    """

    url: str
    enterprise: int
    username: str = "inspector"
    verify: Any = True
    transport: httpx.BaseTransport | None = None
    photos: dict[str, str] = field(default_factory=dict)
    answers: set[tuple[str, str]] = field(default_factory=set)
    receipts: dict[str, str] = field(default_factory=dict)
    each: int = 2
    answered: int = 0
    resent: int = 0
    refused: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.url,
            timeout=60,
            verify=self.verify,
            transport=self.transport,
            headers={"accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def sign_in(self) -> None:
        done = self.send("POST", "/login", data={"username": self.username, "password": PASSWORD})
        assert done.status_code == 303, done.text

    def send(self, method: str, path: str, **what: Any) -> httpx.Response:
        """Until it is answered by the application; what is refused for good is an error of the test."""
        for _ in range(SECONDS * 50):
            try:
                answer = self.client.request(method, path, **what)
            except httpx.TransportError:
                self.resent += 1
                threading.Event().wait(0.02)
                continue
            if answer.status_code not in BUSY:
                assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
                self.answered += 1
                return answer
            self.refused.append(f"{answer.status_code} {answer.text[:200]}")
            self.resent += 1
            threading.Event().wait(0.02)
        raise AssertionError(f"{method} {path} was not answered: {self.refused[-3:]}")

    def stored(self, method: str, path: str, **what: Any) -> httpx.Response:
        entry = f"e-{uuid4()}"
        answer = self.send(method, path, headers={"x-entry": entry}, **what)
        assert answer.headers["x-entry-stored"] in {entry, path.rsplit("/", 1)[1]}, path
        return answer

    def shoot(self, visit: str, plain: bytes = SMALL, target: str = "visit") -> str:
        photo, data = str(uuid7()), unique(plain)
        sha256 = hashlib.sha256(data).hexdigest()
        query = {"kind": "other", "target": target, "sha256": sha256}
        self.send("PUT", f"{visit}/photos/{photo}", params=query, content=data)
        self.photos[photo] = sha256
        return photo

    def open(self) -> str:
        visit = f"/inspections/{uuid7()}"
        opening = {"enterprise": self.enterprise, "kind": "routine", "started_at": STARTED}
        self.send("PUT", visit, json={**opening, "showed_badge": True, "told_rights": True})
        return visit

    def answer(self, visit: str, item: str) -> None:
        self.stored("PUT", f"{visit}/answers/{item}", json={"result": "met", "base": 0})
        self.answers.add((visit.rsplit("/", 1)[1], item))

    def visit(self, second: int, items: list[str]) -> None:
        """One whole visit to its receipt."""
        visit = self.open()
        self.send("PUT", f"{visit}/header", json={"second": second})
        for item in items[:3]:
            self.answer(visit, item)
        batch = [{"entry": f"e-{uuid4()}", "item": item, "result": "met", "base": 0} for item in items[3:]]
        self.send("PUT", f"{visit}/answers", json={"answers": batch})
        self.answers |= {(visit.rsplit("/", 1)[1], one["item"]) for one in batch}
        taken = [self.shoot(visit) for _ in range(self.each)]
        factors = self.send("PUT", f"{visit}/hazards", json={"factors": ["D001"]}).json()
        for slot in factors["slots"]:
            self.stored(
                "PUT", f"{visit}/slots/{slot['key']}", json={"result": "no_photo", "reason": "岗位检修"}
            )
        manifest = [{"id": one, "sha256": self.photos[one]} for one in taken]
        closing = {"companion": "王五", "companion_post": "安全科长", "conclusion": "现场整洁。"}
        done = self.stored(
            "POST", f"{visit}/submission", json={**closing, "answers": len(items), "photos": manifest}
        )
        self.receipts[visit.rsplit("/", 1)[1]] = done.json()["serial"]

    def work(self, second: int, items: list[str]) -> None:
        """Visits until `stopping`."""
        while not self.stopping.is_set():
            self.visit(second, items)
