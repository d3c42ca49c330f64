"""Every route and method, all roles, a fixed seed: whatever is sent, the answer is never a 500."""

import json
import random
import uuid
from itertools import cycle
from urllib.parse import quote

import pytest
from litestar.routes import HTTPRoute

from tests.cast import SHORT, TOKENS, ids
from webapp.accounts.tables import Person
from webapp.app import create_app
from webapp.db import transaction
from webapp.web.forms import Form

CASES = 100
READING = {"GET", "HEAD"}
LONGEST = 60_000
# Compressing pages would be a third of the work.
PLAIN = {"accept-encoding": "identity"}
ROLES = ("", "inspector", "assistant", "supervisor", "countyadmin", "admin", "owner", "outsider")
TEXTS = [
    "", " ", "0", "1", "-1", "true", "on", "2026-11-21", "2026-02-30", "9999-99-99", "2026-11-21T10:00:00+08:00", "0001-01-01",
    "贵池", "𠮷野家🏭", "A" * 10_000, "无" * 3000, "<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "\\", "=cmd|'/c calc'!A0",
    "\x00", "\ud800", "\u202e", "null", "NaN", "Infinity", "1e400", "99999999999999999999", "-9223372036854775809", "1.5",
    "met", "mostly", "unmet", "na", "open", "done", "order", "fixed", "present", "routine", "recheck", "stopped",
    "D001", "P001", "5.6", "341702", "341702001", "91341702MA0000001M", "13800000001", "../../etc/passwd",
]  # fmt: skip
NAMES = [
    "q",
    "cursor",
    "next",
    "page",
    "sha256",
    "kind",
    "target",
    "taken_at",
    "base",
    "result",
    "note",
    "item",
    "findings",
]


def routes() -> list[tuple[str, str]]:
    """(method, path template) of everything that can be called."""
    found = set()
    for route in create_app().routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.handler_name != "options_handler":
                    found |= {(method, route.path_format) for method in handler.http_methods}
    return sorted(found)


def field_names() -> list[str]:
    """The names of the fields of all forms, and some that handlers read by themselves."""

    def below(form: type[Form]) -> set[str]:
        return set(form.all_fields()).union(*(below(child) for child in form.__subclasses__()))

    return sorted(below(Form)) + NAMES


class Chance:
    """Random requests that look a little like real ones."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.names = field_names()

    def value(self) -> str:
        pick = self.random.random()
        if pick < 0.2:
            return str(self.random.choice(list(ids().values())))
        if pick < 0.3:
            return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        if pick < 0.4:
            return self.random.choice([*TOKENS.values(), *SHORT.values()])
        return self.random.choice(TEXTS)

    def path(self, template: str) -> str:
        parts = []
        for part in template.split("/"):
            if part.startswith("{"):
                part = quote(self.value().replace("\ud800", "?") or "x", safe="")
            parts.append(part)
        return "/".join(parts) or "/"

    def fields(self) -> dict[str, str]:
        chosen = self.random.sample(self.names, min(len(self.names), self.random.randint(0, 12)))
        return {name: self.value().replace("\ud800", "") for name in chosen}

    def nested(self, depth: int = 0) -> object:
        pick = self.random.random()
        if depth < 3 and pick < 0.3:
            return {name: self.nested(depth + 1) for name in self.fields()}
        if depth < 3 and pick < 0.45:
            return [self.nested(depth + 1) for _ in range(self.random.randint(0, 4))]
        return self.random.choice(
            [self.value(), self.random.randint(-(10**20), 10**20), self.random.random(), None, True]
        )

    def body(self) -> dict[str, object]:
        pick = self.random.random()
        if pick < 0.45:
            return {"data": self.fields()}
        if pick < 0.75:
            whole = {name: self.nested() for name in self.fields()}
            return {"content": json.dumps(whole).encode(), "headers": {"content-type": "application/json"}}
        if pick < 0.9:
            file = self.random.choice(
                [b"", b"\xff\xd8\xff\xe0" + b"x" * 50, b"PK\x03\x04" + b"y" * 60, b"%PDF-1.7", b"a,b\n1,2"]
            )
            name = self.random.choice(["file", "photos", "photo", "files", "proof"])
            return {"data": self.fields(), "files": {name: ("姓名.xlsx", file)}}
        raw = self.random.randbytes(self.random.randint(0, 400))
        kind = self.random.choice(
            [
                "application/json",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "image/jpeg",
                "text/csv",
                "",
            ]
        )
        return {"content": raw, "headers": {"content-type": kind} if kind else {}}


def rooms() -> dict[str, list[tuple[str, str]]]:
    """The routes by the first part of their address, those that only read first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for method, address in sorted(routes(), key=lambda one: (one[0] not in READING, one[1], one[0])):
        found.setdefault(address.split("/")[1].partition(":")[0], []).append((method, address))
    # The large ones first, so that two workers end at the same time.
    return dict(sorted(found.items(), key=lambda room: -len(room[1])))


async def everybody_back() -> None:
    """Undo what a request may have done to the cast: nobody is disabled, or has to change a password first."""
    async with transaction():
        await Person.update({Person.active: True, Person.must_change: False}).where(
            Person.id.is_in([ids()[role] for role in ROLES if role])
        )


def fitting(address: str, fields: dict[str, str]) -> dict[str, str]:
    """Fields of a query string that a server takes: 64 KB, of which a character may need twelve bytes."""
    kept, room = {}, LONGEST - len(address)
    for name, value in fields.items():
        room -= len(quote(name)) + len(quote(value)) + 2
        if room > 0:
            kept[name] = value
    return kept


# One database for a room: the copying of databases would take longer than the requests.
@pytest.mark.parametrize("room", rooms())
async def test_no_request_breaks_a_page(client_for, room: str) -> None:
    for method, address in rooms()[room]:
        await attack(client_for, method, address)


async def attack(client_for, method: str, address: str) -> None:
    chance = Chance(f"{method} {address}")
    if method not in READING:
        await everybody_back()
    clients = cycle([await client_for(role, **PLAIN) for role in ROLES])
    for number in range(CASES):
        client = next(clients)
        request = chance.body() if method not in READING else {}
        headers = dict(request.pop("headers", {}))
        if chance.random.random() < 0.4:
            headers["hx-request"] = "true"
        if chance.random.random() < 0.3:
            headers["accept"] = "application/json"
        headers["x-entry"] = (
            chance.value().encode("ascii", "ignore").decode().replace("\x00", "")[:80].strip()
        )
        path = chance.path(address)
        answer = await client.request(
            method, path, params=fitting(path, chance.fields()), headers=headers, **request
        )
        assert answer.status_code < 500, (number, method, answer.request.url, answer.text[:500])
        if address == "/logout":
            clients = cycle([await client_for(role, **PLAIN) for role in ROLES])
