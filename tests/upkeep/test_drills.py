"""Failure drills: whatever happens, what was acknowledged is stored, and what was not is sent again without a duplicate.

The server is killed fifty times in `make test`, 25 on each kind of database; MASHANG_KILLS sets another number.
"""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.browser.server import Server
from tests.inspections.visits import uuid7
from tests.upkeep.phone import Phone, unique
from tests.upkeep.served import folder, items_of, load, query, sealed, wait_until
from webapp.web.middleware.patience import MOST_PER_PERSON

KILLS = int(os.environ.get("MASHANG_KILLS", "25"))


def nothing_lost(server: Server, phones: list[Phone]) -> None:
    """What the phones know is in the database and on the disk, once."""
    photos = {str(pk): sha256 for pk, sha256 in query(server, "SELECT id, sha256 FROM photo")}
    answers = [(str(visit), item) for visit, item in query(server, ANSWERS)]
    receipts = [
        (str(visit), serial) for visit, serial in query(server, "SELECT inspection, serial FROM receipt")
    ]
    files = sealed(server)
    assert set(photos.values()) <= set(files)
    assert len(answers) == len(set(answers))
    assert len({serial for _, serial in receipts}) == len({visit for visit, _ in receipts}) == len(receipts)
    for phone in phones:
        assert phone.photos.items() <= photos.items()
        assert phone.answers <= set(answers)
        assert phone.receipts.items() <= set(receipts)
    kept = query(server, "SELECT thing_id FROM event WHERE action = 'photo.kept'")
    assert sorted(str(pk) for (pk,) in kept) == sorted(photos)  # each told once
    submitted = query(server, "SELECT thing_id FROM event WHERE action = 'inspection.submitted'")
    assert sorted(str(pk) for (pk,) in submitted) == sorted(visit for visit, _ in receipts)


ANSWERS = "SELECT a.inspection, i.code FROM answer a JOIN checklist_item i ON i.id = a.item"


def done(phones: list[Phone]) -> int:
    return sum(len(phone.photos) + len(phone.answers) + len(phone.receipts) for phone in phones)


def kill_child(supervisor: psutil.Process) -> None:
    """Gone when this returns: until its parent has taken note of its end, a killed process counts as a child still."""
    wait_until(supervisor.children)  # forking takes a moment
    child = supervisor.children()[0]
    child.kill()
    wait_until(lambda: child.pid not in {other.pid for other in supervisor.children()})


def test_killed_in_the_middle_of_submissions_and_uploads(server: Server, made: dict[str, int]) -> None:
    server.program = "tests.upkeep.supervised"
    server.start()
    assert server.process is not None
    supervisor = psutil.Process(server.process.pid)
    with load(server, made) as phones:
        wait_until(lambda: all(phone.receipts for phone in phones))
        for number in range(KILLS):
            before = done(phones)
            wait_until(lambda before=before, number=number: done(phones) > before + 3 + number * 7 % 20)
            kill_child(supervisor)
        before = done(phones)
        wait_until(lambda: done(phones) > before + 5)
    server.stop()
    assert sum(phone.resent for phone in phones) >= KILLS
    nothing_lost(server, phones)
    assert "问题 0 个" in server.cli("audit", "verify")


@pytest.fixture
def wrong_by(server: Server, tmp_path: Path) -> Callable[[int], None]:
    """Sets the server's clock wrong by so many seconds, in a file that it reads all the time: whole at every moment."""
    new, offset = tmp_path / "offset.new", tmp_path / "offset"

    def set_wrong(seconds: int) -> None:
        new.write_text(str(seconds))
        new.replace(offset)

    set_wrong(0)
    server.environment["WRONG_CLOCK"] = str(offset)
    server.program = "tests.upkeep.wrong_clock"
    return set_wrong


@pytest.mark.only_on("sqlite")
def test_a_clock_set_back_stops_nothing(
    server: Server, made: dict[str, int], wrong_by: Callable[[int], None]
) -> None:
    server.start()
    items = items_of(server)
    with Phone(server.url, made["A"]) as phone:
        phone.sign_in()
        phone.visit(made["colleague"], items)
        wait_until(lambda: query(server, "SELECT 1 FROM seal LIMIT 1"))
        wrong_by(-26 * 3600)
        phone.visit(made["colleague"], items)
        assert server.process is not None
        server.process.kill()  # its leases now end in the future of the one that follows
        server.process.wait()
        wrong_by(-52 * 3600)
        server.start()
        phone.visit(made["colleague"], items)
        last = "SELECT e.id FROM event e LEFT JOIN seal s ON s.event = e.id WHERE s.event IS NULL"
        wait_until(lambda: not query(server, last))
        assert len({serial[:10] for serial in phone.receipts.values()}) == 3  # three dates
    server.stop()
    nothing_lost(server, [phone])
    assert "问题 0 个" in server.cli("audit", "verify")


@pytest.mark.only_on("sqlite")
def test_clients_that_hold_uploads_open_cost_little_and_not_for_long(
    server: Server, made: dict[str, int]
) -> None:
    # Longer than a busy machine keeps the bytes of an honest phone waiting.
    server.environment["MASHANG_PATIENCE"] = "12"
    server.start()
    assert server.process is not None
    memory = psutil.Process(server.process.pid)
    with Phone(server.url, made["A"]) as attacker, ExitStack() as held:
        attacker.sign_in()
        attacker.visit(made["colleague"], items_of(server))  # what is loaded at first use is there
        visit = attacker.open()
        cookie = "; ".join(f"{name}={value}" for name, value in attacker.client.cookies.items())
        where, before = urlsplit(server.url), memory.memory_info().rss
        wires = []
        for _ in range(150):
            wire = held.enter_context(socket.create_connection((where.hostname, where.port or 0)))
            head = f"PUT {visit}/photos/{uuid4()}?kind=other HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookie}\r\n"
            wire.sendall(f"{head}Content-Length: 14000000\r\n\r\n".encode() + unique()[:30_000])
            wires.append(wire)
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        with Phone(server.url, made["A"], "colleague", transport=transport) as phone:
            phone.sign_in()  # others work on meanwhile
            phone.visit(made["inspector"], items_of(server))
            assert phone.refused == []
            assert memory.memory_info().rss - before < 60_000_000
            said = []
            for wire in wires:
                wire.settimeout(60)
                said.append(wire.recv(4096).split(b"\r\n", 1)[0])
                while wire.recv(4096):  # and the connection ends
                    pass
            # On a busy machine the first have been given up before the last were heard.
            given_up = said.count(b"HTTP/1.1 408 Request Timeout")
            assert given_up + said.count(b"HTTP/1.1 429 Too Many Requests") == 150
            assert given_up >= MOST_PER_PERSON
        attacker.send("PUT", f"{visit}/photos/{uuid7()}?kind=other", content=unique())
    # The pictures of the last photo are made after its answer, and pass through here as well.
    wait_until(lambda: not list((folder(server) / "media" / "incoming").glob("incoming-*")))
