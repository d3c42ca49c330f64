"""A sentence is shown once, to whoever looks at a page."""

from typing import Any

from tests import cast

SENTENCE = "二维码已生成。"


async def test_a_page_that_the_phone_only_keeps_takes_no_sentence(client_for: Any) -> None:
    client = await client_for("supervisor")
    made = await client.post(f"/enterprises/{cast.ids()['A']}/code")
    assert made.status_code == 303
    address = made.headers["location"]
    assert SENTENCE not in (await client.get(address, headers={"X-Unseen": "1"})).text
    assert SENTENCE in (await client.get(address)).text
    assert SENTENCE not in (await client.get(address)).text
