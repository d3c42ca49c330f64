"""The city draws among the enterprises of the cast, over HTTP as people do it."""

import re
from typing import Any

import httpx

from tests.conftest import ClientFor
from webapp.draws.tables import Draw

NEW = {
    "title": "2026 年职业卫生双随机抽查", "basis": "池卫监督〔2026〕3号", "cap": "2", "by": "county", "group": "2",
    "specialist": "true", "kind": "witnesses",
}  # fmt: skip
WITNESS = {"name": "王敏", "post": "市卫健委机关纪委", "text": "今日晴 42"}


async def begun(client: httpx.AsyncClient, **more: str) -> int:
    answer = await client.post("/draws", data=NEW | more)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


async def frozen(
    client: httpx.AsyncClient, pk: int, mode: str = "number", value: str = "1"
) -> httpx.Response:
    page = (await client.get(f"/draws/{pk}")).text
    numbers = re.findall(r'name="mode-(\d+)"', page)
    data = {f"mode-{n}": mode for n in numbers} | {f"value-{n}": value for n in numbers} | {"do": "freeze"}
    return await client.post(f"/draws/{pk}/freezing", data=data)


async def step(client: httpx.AsyncClient, pk: int, to: str, **data: str) -> httpx.Response:
    return await client.post(f"/draws/{pk}/{to}", data=data)


async def drawn(client: httpx.AsyncClient, **more: str) -> int:
    """A draw up to its result, with a witness."""
    pk = await begun(client, **more)
    assert (await frozen(client, pk)).status_code == 303
    for name, data in (("commitment", {}), ("witnesses", WITNESS), ("result", {})):
        answer = await step(client, pk, name, **data)
        assert answer.status_code == 303, answer.text
    return pk


async def locked(client_for: ClientFor, **more: str) -> int:
    client = await client_for("chief")
    pk = await drawn(client, **more)
    assert (await step(client, pk, "lock")).status_code == 303
    return pk


async def the(pk: int) -> dict[str, Any]:
    """The row of a draw."""
    return (await Draw.select().where(Draw.id == pk).first()) or {}
