"""Errors: a page for browsers, a fragment for htmx, JSON for scripts; a sentence and a number, never a traceback."""

import logging
import re

import pytest

from webapp.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, TooMany, Unavailable
from webapp.web.errors import BROKEN

HTMX = {"hx-request": "true"}


@pytest.fixture
def break_login(monkeypatch):
    def install(error):
        async def broken(*_, **__):
            raise error

        monkeypatch.setattr("webapp.accounts.pages.login.render", broken)

    return install


async def test_a_failure_shows_a_number_that_the_log_knows(client_for, break_login, caplog):
    break_login(RuntimeError("secret detail"))
    client = await client_for()
    for headers in ({}, HTMX, {"accept": "application/json"}):
        caplog.clear()
        with caplog.at_level(logging.ERROR, "mashang"):
            answer = await client.get("/login", headers=headers)
        assert answer.status_code == 500
        number = re.search(r"编号 ([0-9a-f]{8})", answer.text)[1]
        assert BROKEN.format(number) in answer.text
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text
        assert number in caplog.text
        assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    "kind", [Forbidden, NotFound, Conflict, TooLarge, Invalid, TooMany, Unavailable, OSError]
)
async def test_every_error_page_shows_the_number_of_its_request(client_for, break_login, kind):
    break_login(kind("这样不行。"))
    answer = await (await client_for()).get("/login")
    assert answer.status_code == getattr(kind, "status", 500)
    assert f'<p class="muted">编号 {answer.headers["x-request-id"]}</p>' in answer.text


async def test_one_error_three_renderings(client_for, break_login):
    break_login(Conflict("这件事刚刚被别人办了。"))
    client = await client_for()
    page = await client.get("/login")
    assert page.status_code == 409
    assert "<!doctype html>" in page.text
    assert "这件事刚刚被别人办了。" in page.text
    part = await client.get("/login", headers=HTMX)
    assert part.status_code == 409
    assert "<!doctype" not in part.text
    assert part.headers["hx-retarget"] == "#flash"
    script = await client.get("/login", headers={"accept": "application/json"})
    assert script.status_code == 409
    assert script.json() == {"error": "这件事刚刚被别人办了。"}


async def test_words_for_what_the_framework_refuses(client_for):
    client = await client_for()
    for method, path, status, words in (
        ("GET", "/nowhere", 404, "没有这个页面"),
        ("DELETE", "/login", 405, "不支持这样的操作"),
        ("GET", "/people/99999999999999999999", 303, ""),
    ):
        answer = await client.request(method, path)
        assert answer.status_code == status, path
        assert words in answer.text
    json_kind = {"content-type": "application/json"}
    for body in (b"{", b"[]", b"\xff", b'{"username": "\\ud800"}'):
        answer = await client.post("/login", content=body, headers=json_kind)
        assert answer.status_code == 422, body
        assert 'class="error"' in answer.text or "无法识别" in answer.text
    large = await client.post("/login", content=b"x" * 3_100_000, headers=json_kind)
    assert large.status_code == 413


async def test_numbers_that_no_row_has_are_not_found(client_for):
    client = await client_for("admin")
    for path in ("/people/99999999999999999999", "/bureaus/2147483648", "/enterprises/0/activation"):
        assert (await client.get(path)).status_code == 404, path
    assert (await client.post("/bureaus/1/areas/%00/remove")).status_code == 404


async def test_who_is_not_signed_in_comes_back_after_the_login(client_for):
    client = await client_for()
    answer = await client.get("/audit?person=王")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/audit%3Fperson%3D%25E7%258E%258B"
    assert (await client.get("/audit", headers=HTMX)).status_code == 401


async def test_who_is_signed_in_keeps_the_way_on(client_for):
    page = (await (await client_for("inspector")).get("/enterprises/99999999")).text
    assert 'aria-label="主导航"' in page and 'href="/tasks"' in page
    assert page.count("<h1") == 1
    public = (await (await client_for("")).get("/receipts/0000")).text
    assert "主导航" not in public and public.count("<h1") == 1
