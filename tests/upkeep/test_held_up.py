"""Another process writes into the database of SQLite: whoever saves is told so in time, and may try again."""

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic

import httpx
import pytest

from tests.browser.server import Server
from tests.upkeep.phone import Phone
from tests.upkeep.served import everything, folder, items_of

pytestmark = pytest.mark.only_on("sqlite")
SAVES = 12


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_saves_at_once_wait_no_longer_than_one(server: Server, made: dict[str, int], kind: str) -> None:
    server.environment["MASHANG_BACKGROUND"] = "off"  # nothing else is written
    server.start()
    with Phone(server.url, made["A"]) as phone, ThreadPoolExecutor(SAVES) as pool:
        phone.sign_in()
        visit, items = phone.open(), items_of(server)
        before = everything(server)

        def save(number: int) -> tuple[httpx.Response, float]:
            began, body = monotonic(), {"result": "met", "base": 0}
            answer = phone.client.put(f"{visit}/answers/{items[number]}", json=body)
            return answer, monotonic() - began

        with closing(sqlite3.connect(folder(server) / "mashang.sqlite3")) as other:
            other.execute(f"BEGIN {kind}")
            first, alone = save(0)
            assert phone.client.get("/tasks", headers={"accept": "text/html"}).status_code == 200
            told = list(pool.map(save, range(SAVES)))
            other.rollback()
        assert Counter(answer.status_code for answer, _ in told) == {429: SAVES}
        for answer in (first, *(one for one, _ in told)):
            assert answer.headers["retry-after"]
            assert "数据库正忙，内容还没有保存" in answer.json()["error"]
        assert max(seconds for _, seconds in told) < 2 * alone
        assert everything(server) == before
        assert {answer.status_code for answer, _ in pool.map(save, range(SAVES))} == {200}
