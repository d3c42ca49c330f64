"""Behind Caddy with TLS: cookies, addresses, limits, a phone's camera, and restarts that nobody notices."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.browser import people
from tests.browser.server import PROJECT, Server
from tests.cast import PASSWORD
from tests.chromium import launched
from tests.inspections.visits import uuid7
from tests.upkeep.behind import Proxy, hold_socket
from tests.upkeep.crowd import Crowd
from tests.upkeep.phone import Phone
from tests.upkeep.served import items_of, load, query, wait_until


def outcomes(server: Server) -> list[tuple[int, str]]:
    """How each form of the address that is slow was answered."""
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [
        (line["status"], line["address"])
        for line in lines
        if line.get("address") == "127.0.0.9" and line.get("method") == "POST"
    ]


SIGN_IN = {"username": "inspector", "password": PASSWORD}

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    one = Proxy(tmp_path)
    yield one
    one.stop()


@pytest.fixture
def served(tmp_path: Path, proxy: Proxy) -> Iterator[Server]:
    one = Server(tmp_path / "first", MASHANG_BASE_URL=proxy.url, MASHANG_PROXY="127.0.0.1")
    yield one
    one.remove()


def addresses(server: Server) -> list[str]:
    return [address for (address,) in query(server, "SELECT address FROM session ORDER BY id")]


def test_what_a_browser_sees_through_the_proxy(served: Server, proxy: Proxy) -> None:
    made = people.fill(served)
    served.start()
    proxy.start(served.url.removeprefix("http://"))
    before = len(addresses(served))
    lie = {"x-forwarded-for": "198.51.100.9", "forwarded": "for=198.51.100.9", "x-real-ip": "198.51.100.9"}
    here = httpx.HTTPTransport(verify=proxy.trust(), local_address="127.0.0.5")
    with httpx.Client(
        base_url=proxy.url, transport=here, headers={"accept": "text/html"}, timeout=60
    ) as browser:
        page = browser.get("/login")
        assert page.status_code == 200
        assert "camera=(self)" in page.headers["permissions-policy"]
        assert page.headers["strict-transport-security"]
        signed = browser.post("/login", data=SIGN_IN, headers={**lie, "origin": proxy.url})
        assert signed.status_code == 303
        assert {"secure", "httponly", "samesite=lax"} <= set(
            re.split(r";\s*", signed.headers["set-cookie"].lower())
        )
        assert browser.post("/logout", headers={"origin": "https://elsewhere.example"}).status_code == 403
        assert browser.get("/metrics").status_code == 404
        assert httpx.get(f"{served.url}/metrics", timeout=60).status_code == 200
    straight = httpx.HTTPTransport(local_address="127.0.0.3")
    # Not through the declared proxy.
    with httpx.Client(base_url=served.url, transport=straight, timeout=60) as other:
        assert other.post("/login", data=SIGN_IN, headers=lie).status_code == 303
    assert addresses(served)[before:] == ["127.0.0.5", "127.0.0.3"]
    with Phone(proxy.url, made["A"], verify=proxy.trust()) as phone:
        phone.sign_in()
        visit = phone.open()
        where = f"{visit}/photos/{uuid7()}?kind=other"
        for size, sentence in ((15_800_000, "15 MB"), (17_000_000, "太大")):
            refused = phone.client.put(where, content=b"\xff\xd8\xff" + bytes(size))
            assert refused.status_code == 413, size
            assert sentence in refused.text
        far = phone.client.put(where, content=bytes(33_000_000))  # Caddy's own limit, which says 502 for it
        assert far.status_code in {413, 502}
        phone.shoot(visit)


def test_slow_strangers_behind_the_proxy_hold_nobody_up(served: Server, proxy: Proxy) -> None:
    made = people.fill(served)
    served.environment["MASHANG_PATIENCE"] = "6"
    served.start()
    proxy.start(served.url.removeprefix("http://"))
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nusername=i"
    first = f"POST /login HTTP/1.1\r\nHost: localhost\r\n{form}"
    here = httpx.HTTPTransport(verify=proxy.trust(), local_address="127.0.0.5")
    phone = Phone(proxy.url, made["A"], transport=here)
    with Crowd(proxy.port, first.encode(), b"x", trust=proxy.trust()) as crowd, phone:
        phone.sign_in()
        phone.visit(made["colleague"], items_of(served))
        assert (phone.refused, phone.resent) == ([], 0)
        assert crowd.open > 100
        # The proxy may keep its side for longer; the application has ended every one.
        wait_until(lambda: len(outcomes(served)) == 300)
    assert {status for status, _ in outcomes(served)} <= {408, 429}


def test_restarts_under_load_fail_no_request(served: Server, proxy: Proxy) -> None:
    made = people.fill(served)
    with closing(hold_socket(served)):
        served.start()
        proxy.start(served.url.removeprefix("http://"))
        with load(served, made, url=proxy.url, verify=proxy.trust()) as phones:
            wait_until(lambda: all(phone.receipts for phone in phones))
            for _ in range(2):
                before = [len(phone.answers) for phone in phones]
                served.stop()
                served.start()
                wait_until(
                    lambda before=before: all(
                        len(phone.answers) > one for phone, one in zip(phones, before, strict=True)
                    )
                )
        assert [phone.resent for phone in phones] == [0, 0]
        served.stop()
    assert "问题 0 个" in served.cli("audit", "verify")


def test_a_camera_works_through_the_proxy(served: Server, proxy: Proxy, tmp_path: Path) -> None:
    """A secure origin, in a browser that trusts the certificate as a phone would."""
    from playwright.sync_api import sync_playwright

    served.start()
    proxy.start(served.url.removeprefix("http://"))
    assert isinstance(proxy.trust(), ssl.SSLContext)
    arguments = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as play, launched(play, *arguments) as browser:
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"{proxy.url}/login")
        assert page.evaluate("isSecureContext")
        tracks = "navigator.mediaDevices.getUserMedia({video: true}).then(s => s.getVideoTracks().length)"
        assert page.evaluate(tracks) == 1


def test_the_units_are_what_the_document_says() -> None:
    document = (PROJECT / "docs" / "deployment.md").read_text()
    for path in (PROJECT / "deploy").iterdir():
        assert path.name in document
