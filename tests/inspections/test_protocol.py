"""docs/protocol.md is sent as it is written: every example request, and the shape of every answer."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from tests import cast
from tests.inspections.ready import ready, visit
from tests.inspections.test_drafting import id_of, open_finding
from tests.inspections.visits import JSON, open_visit, uuid7
from webapp.clock import now

PROJECT = Path(__file__).parents[2]
PHOTO = (PROJECT / "tests/photos/Portrait_3.jpg").read_bytes()
HEADING = re.compile(r"^## (PUT|DELETE|GET|POST) (\S+)$", re.MULTILINE)
BLOCK = re.compile(r"^```json (request|query|answer)(?: (\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str, dict[str, Any], int]]:
    """(method, address, blocks by name, status of the answer), in the order of the document."""
    text = (PROJECT / "docs/protocol.md").read_text(encoding="utf-8")
    parts = HEADING.split(text)[1:]
    found = []
    for method, address, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        blocks, status = {}, 0
        for name, code, content in BLOCK.findall(body):
            if name == "answer" and "answer" in blocks:
                name = f"answer {code}"
            blocks[name] = json.loads(content)
            status = status or int(code or 0)
        found.append((method, address, blocks, status))
    return found


def same_shape(example: Any, answer: Any, where: str) -> None:
    """The same keys and kinds of values all the way down; a list's members are like its examples."""
    if isinstance(example, dict):
        assert isinstance(answer, dict) and set(answer) == set(example), where
        for key, value in example.items():
            same_shape(value, answer[key], f"{where}.{key}")
    elif isinstance(example, list):
        assert isinstance(answer, list) and answer, where
        for number, value in enumerate(answer):
            same_shape(example[min(number, len(example) - 1)], value, f"{where}[{number}]")
    else:
        kinds = (
            (int, float)
            if isinstance(example, int | float) and not isinstance(example, bool)
            else type(example)
        )
        assert isinstance(answer, kinds), f"{where}: {answer!r}"


async def test_every_example_is_understood_and_answered_as_written(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    recheck = await open_visit(client, kind="recheck")
    names = {
        "id": uuid7(), "photo": uuid7(), "finding": uuid7(), "recheck": id_of(recheck),
        "open": await open_finding("A", id_of(recheck)),
    }  # fmt: skip
    known = {
        "enterprise": cast.ids()["A"], "second": cast.ids()["colleague"], "sha256": hashlib.sha256(PHOTO).hexdigest(),
    }  # fmt: skip
    done = []
    for method, address, blocks, status in examples():
        if method == "POST":
            continue  # it would end the visit; see below
        content = {key: known.get(key, value) for key, value in blocks.get("request", {}).items()}
        query = {key: known.get(key, value) for key, value in blocks.get("query", {}).items()}
        options: dict[str, Any] = {"headers": {"X-Entry": str(uuid7()), "X-Device": "protocol"}}
        if "request" in blocks:
            options["json"] = content
        if "query" in blocks:
            options |= {"params": query, "content": PHOTO}
        answer = await client.request(method, quote(address.format_map(names)), **options)
        assert answer.status_code == status, f"{method} {address}: {answer.text}"
        same_shape(blocks["answer"], answer.json(), f"{method} {address}")
        if method != "GET":
            assert answer.headers["x-entry-stored"], address
        done.append((method, address))
    assert len(done) == 12


async def test_the_submission_is_answered_as_written(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    (blocks,) = (blocks for method, _, blocks, _ in examples() if method == "POST")

    async def send(inspection: UUID, photos: list[Any], **changed: Any) -> httpx.Response:
        body = {**blocks["request"], "ended_at": now().isoformat(), "photos": photos, **changed}
        return await client.post(
            f"/inspections/{inspection}/submission", json=body, headers={"X-Entry": str(uuid7())}
        )

    still = await send(await visit(), [], answers=0)
    assert still.status_code == 422
    same_shape(blocks["answer 422"], still.json(), "422")
    made = await ready()
    early = await send(made, blocks["request"]["photos"])
    assert early.status_code == 409
    same_shape(blocks["answer 409"], early.json(), "409")
    assert early.json()["missing"] == [blocks["request"]["photos"][0]["id"]]
    done, again = await send(made, []), await send(made, [])
    assert (done.status_code, again.status_code) == (201, 200)
    assert done.headers["x-entry-stored"] and again.headers["x-entry-stored"]
    same_shape(blocks["answer"], done.json(), "201")
    assert again.json() == done.json()


async def test_the_document_names_every_request_of_the_form(application: Any) -> None:
    """A request that is added to the form without an example fails here."""
    written = {
        (method, re.sub(r"/(sign:.*|5\.1|\{\w+\})(?=/|$)", "/*", address))
        for method, address, _, _ in examples()
    }
    served = {
        (method, re.sub(r"/\{[^}]+\}", "/*", route.path))
        for route in application.routes
        for method in getattr(route, "methods", ())
        if route.path.startswith("/inspections/{") and method in {"PUT", "DELETE"}
    } | {("POST", "/inspections/*/submission")}
    assert served - written == set()
