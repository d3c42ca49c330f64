"""Kept pieces and packed answers: nothing differs but the work."""

import gzip
from typing import Any

from tests import cast
from tests.inspections.visits import JSON, STARTED, open_visit, uuid7
from webapp.web.shown.fragment_cache import Kept
from webapp.web.templates import environment


def test_the_least_used_piece_goes_first() -> None:
    made = []
    kept = Kept(2)

    def card(name: str) -> str:
        made.append(name)
        return f"<p>{name}</p>"

    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept(("card", name), card, name) == f"<p>{name}</p>"
    assert made == ["a", "b", "c", "b"]
    kept(None, card, "a")
    assert made[-1] == "a"


async def test_a_kept_card_shows_this_visits_answer(client_for: Any) -> None:
    """Two visits of one version: what one wrote is not on the other's page; the second reading equals the first."""
    client = await client_for("inspector")
    here, there = await open_visit(client), await open_visit(client)
    environment().globals["kept"].__init__()
    answer = {"result": "unmet", "note": "台账缺两页", "answered_at": STARTED}
    await client.put(f"{here}/answers/1.1", json=answer, headers={**JSON, "X-Entry": str(uuid7())})
    await client.put(
        f"{here}/answers/2.1", json={**answer, "note": ""}, headers={**JSON, "X-Entry": str(uuid7())}
    )
    pages = [(await client.get(address)).text for address in (here, there, here, there)]
    assert pages[0] == pages[2] and pages[1] == pages[3]
    assert pages[0].count('value="unmet" checked') == 2 and "台账缺两页" in pages[0]
    assert 'value="unmet" checked' not in pages[1] and "台账缺两页" not in pages[1]


async def test_only_what_gets_smaller_is_packed(client_for: Any) -> None:
    client = await client_for("inspector", **{"accept-encoding": "gzip"})
    page = await client.get(f"/enterprises/{cast.ids()['A']}")
    assert page.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in page.headers["vary"].lower()
    ping = await client.get("/field/ping")
    assert "content-encoding" not in ping.headers and ping.json()["user"] == cast.ids()["inspector"]
    plain = await client.get(f"/enterprises/{cast.ids()['A']}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == page.text


def test_packed_is_gzip() -> None:
    from webapp.web.middleware.compress import packed

    assert gzip.decompress(packed("检查".encode() * 500)) == "检查".encode() * 500
