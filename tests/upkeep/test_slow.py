"""Three hundred connections that send next to nothing: others save as always, and every one of them is ended."""

import json
import socket
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.browser.server import Server
from tests.upkeep.crowd import Crowd
from tests.upkeep.phone import Phone
from tests.upkeep.served import items_of, wait_until
from webapp.web.middleware.patience import MOST_OPEN_PER_ADDRESS, MOST_PER_PERSON

pytestmark = pytest.mark.only_on("sqlite")

HEAD = "{method} {path} HTTP/1.1\r\nHost: {host}\r\n"
BODY = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nusername=i"


@pytest.fixture
def patient(server: Server, made: dict[str, int]) -> Server:
    """A server that waits for long enough on a busy machine, and not for longer than a test should take."""
    server.environment["MASHANG_PATIENCE"] = "6"
    server.start()
    return server


def other(server: Server, made: dict[str, int]) -> Phone:
    """A colleague elsewhere."""
    transport = httpx.HTTPTransport(local_address="127.0.0.2")
    return Phone(server.url, made["A"], "colleague", transport=transport)


def head(server: Server, method: str, path: str, **more: str) -> str:
    host = urlsplit(server.url).netloc
    return HEAD.format(method=method, path=path, host=host) + "".join(
        f"{name}: {value}\r\n" for name, value in more.items()
    )


def port(server: Server) -> int:
    return urlsplit(server.url).port or 0


KINDS = {
    "nothing": (lambda server: "", b""),
    "heads": (lambda server: head(server, "GET", "/login") + "X-Slow: ", b"x"),
    "forms that anybody may send": (lambda server: head(server, "POST", "/login") + BODY, b"x"),
    "bodies that nobody reads": (lambda server: head(server, "PUT", f"/inspections/{uuid4()}") + BODY, b"x"),
    "requests that were answered": (lambda server: head(server, "GET", "/login") + "\r\nGET /lo", b"x"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_slow_strangers_hold_nobody_up(patient: Server, made: dict[str, int], kind: str) -> None:
    first, drop = KINDS[kind]
    with Crowd(port(patient), first(patient).encode(), drop) as crowd, other(patient, made) as phone:
        assert crowd.open > 100
        phone.sign_in()
        phone.visit(made["inspector"], items_of(patient))
        assert (phone.refused, phone.resent) == ([], 0)
        wait_until(lambda: not crowd.open)
    assert crowd.said.total() == 300
    if kind == "forms that anybody may send":
        assert crowd.said["408"] >= MOST_OPEN_PER_ADDRESS
        assert crowd.said["408"] + crowd.said["429"] >= 200
        assert set(crowd.said) <= {"408", "429", ""}  # "": that one address held enough already


def test_one_person_holds_nobody_up(patient: Server, made: dict[str, int]) -> None:
    with Phone(patient.url, made["A"]) as slow:
        slow.sign_in()
        visit = slow.open()
        cookie = "; ".join(f"{name}={value}" for name, value in slow.client.cookies.items())
        first = head(patient, "PUT", f"{visit}/photos/{uuid4()}?kind=other", Cookie=cookie) + BODY
        with Crowd(port(patient), first.encode(), b"x", number=150) as crowd, other(patient, made) as phone:
            phone.sign_in()
            phone.visit(made["inspector"], items_of(patient))
            assert (phone.refused, phone.resent) == ([], 0)
            slow.answer(
                visit, items_of(patient)[0]
            )  # what is small passes also for who has taken all of their places
            assert slow.refused == []
            wait_until(lambda: not crowd.open)
        assert crowd.said["408"] >= MOST_PER_PERSON
        assert crowd.said["408"] + crowd.said["429"] == 150


def test_an_answer_that_nobody_takes_is_given_up(server: Server) -> None:
    server.environment["MASHANG_PATIENCE"] = "1"
    server.start()
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", port(server)))
        wire.setblocking(False)
        wire.send((head(server, "GET", "/login") + "\r\n").encode() * 3000)
        ours = wire.getsockname()

        def held() -> bool:
            """Looked up in the server: a client that does not read is not told of the end either."""
            return any(one.raddr == ours for one in process.net_connections("tcp"))

        wait_until(held)
        wait_until(lambda: not held())
    httpx.get(f"{server.url}/login", timeout=60).raise_for_status()


def test_a_head_without_end_is_refused(patient: Server) -> None:
    with socket.create_connection(("127.0.0.1", port(patient)), timeout=60) as wire:
        said = b""
        try:
            wire.sendall(head(patient, "GET", "/login").encode() + b"X-Long: " + b"x" * 5_000_000)
            said = wire.recv(100)
        except ConnectionError:
            return
        assert said.split()[1:2] in ([b"400"], [])


def test_a_body_that_breaks_off_is_no_failure(server: Server, made: dict[str, int]) -> None:
    server.start()
    with Phone(server.url, made["A"]) as phone:
        phone.sign_in()
        visit = phone.open()
        cookie = "; ".join(f"{name}={value}" for name, value in phone.client.cookies.items())
        paths = (f"{visit}/photos/{uuid4()}?kind=other", f"{visit}/header", "/login")
        for path in paths:
            method = "POST" if path == "/login" else "PUT"
            with socket.create_connection(("127.0.0.1", port(server)), timeout=60) as wire:
                wire.sendall((head(server, method, path, Cookie=cookie) + BODY).encode())

        def broken() -> list[dict[str, object]]:
            lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
            return [line for line in lines if line.get("status") == 499]

        wait_until(lambda: len(broken()) == len(paths))
        figures = httpx.get(f"{server.url}/metrics", timeout=60).text
        phone.shoot(visit)
    server.stop()
    log = server.log.read_text()
    assert {line["level"] for line in broken()} == {"info"}
    assert "Traceback" not in log
    assert '"status": 500' not in log
    assert 'status="500"' not in figures
    assert (
        sum('status="499"' in line and "mashang_requests_total" in line for line in figures.splitlines()) == 3
    )
