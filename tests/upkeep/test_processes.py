"""Two processes share what must be shared: sessions, wrong tries, the sealer, the reminders."""

from pathlib import Path

import httpx
import pytest

from tests.browser import people
from tests.browser.pair import Pair
from tests.cast import PASSWORD
from tests.upkeep.served import load, query, wait_until
from tests.upkeep.test_drills import nothing_lost
from webapp.accounts.rules import FAILURES_PER_ACCOUNT
from webapp.app import LOOPS
from webapp.inspections.pages.receipts import wrong_codes

pytestmark = pytest.mark.only_on("postgres")


def test_two_processes_work_as_one(tmp_path: Path) -> None:
    server = Pair(tmp_path / "first")
    try:
        made = people.fill(server)
        server.start()
        one, two = server.urls
        wrong = {"username": "assistant", "password": "wrong"}
        statuses = [
            httpx.post(f"{(one, two)[number % 2]}/login", data=wrong, timeout=60).status_code
            for number in range(FAILURES_PER_ACCOUNT + 2)
        ]
        assert statuses == [422] * FAILURES_PER_ACCOUNT + [429] * 2
        guesses = [
            httpx.get(f"{(one, two)[number % 2]}/receipts/HZ20260101-0001?c=wrong", timeout=60).status_code
            for number in range(wrong_codes.most + 2)
        ]
        assert guesses == [404] * wrong_codes.most + [429] * 2
        with httpx.Client(base_url=one, timeout=60) as client:
            client.post("/login", data={"username": "inspector", "password": PASSWORD})
            other = httpx.get(f"{two}/field/ping", cookies=dict(client.cookies), timeout=60)
            assert other.json()["user"] == made["inspector"]
            assert client.post("/logout").status_code == 303
            gone = httpx.get(f"{two}/field/ping", cookies=dict(client.cookies), timeout=60)
            assert gone.status_code in {303, 401}
        with load(server, made) as phones:
            wait_until(lambda: all(phone.receipts for phone in phones))
            held = "SELECT name FROM lease WHERE holder <> '' ORDER BY name"
            once = sorted((loop.name,) for loop in LOOPS if loop.once)
            wait_until(lambda: query(server, held) == once)
        assert min(server.shares()) > 20  # both took part
        unsealed = "SELECT e.id FROM event e LEFT JOIN seal s ON s.event = e.id WHERE s.event IS NULL"
        wait_until(lambda: not query(server, unsealed))
        server.stop()
        nothing_lost(server, phones)
        assert "问题 0 个" in server.cli("audit", "verify")
    finally:
        server.remove()
