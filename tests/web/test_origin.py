"""Unsafe requests come from our own pages, or from no browser at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.accounts.tables import Session
from webapp.web.middleware.origin import allowed

OWN = {"inspect.example.cn", "127.0.0.1:8000"}


@pytest.mark.parametrize(
    "headers, verdict",
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://inspect.example.cn"}, False),
        ({"origin": "https://inspect.example.cn"}, True),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "https://inspect.example.cn.evil.example"}, False),
        ({"origin": "https://evil.example/inspect.example.cn"}, False),
        ({"origin": "https://inspect.example.cn@evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
def test_verdicts(headers, verdict):
    assert allowed(headers, OWN) is verdict


@given(st.from_regex(r"[a-z]{1,5}://[a-z.]{1,20}(:\d{1,4})?", fullmatch=True))
def test_no_other_origin_gets_in(origin):
    assert allowed({"origin": origin}, OWN) is (origin.partition("://")[2] in OWN)


async def test_every_unsafe_method_is_checked_and_reading_is_not(client_for):
    client = await client_for("inspector")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await client.request(method, "/logout", headers={"origin": "https://evil.example"})
        # A method that the address does not know is refused before anything else.
        assert answer.status_code == (403 if method == "POST" else 405), method
        assert method != "POST" or "已拒绝" in answer.text
    assert await Session.exists()
    assert (await client.get("/me", headers={"sec-fetch-site": "cross-site"})).status_code == 200
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert (await client.post("/logout", headers=own)).status_code == 303
