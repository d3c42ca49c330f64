"""Pages: a list of many, one inspection, the form, the board beside the number of enterprises."""

import http.client
import json
import os
import sqlite3
import time
import urllib.parse
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import Any

from piccolo.querystring import QueryString

from scripts.bench.receive import STARTED, without_hazards
from scripts.bench.report import median, say
from scripts.bench.serving import PASSWORD, Served, bare, prepared, serving
from tests.inspections.visits import uuid7
from webapp.accounts.people import User
from webapp.accounts.rules import SUPERVISOR
from webapp.board.counts import question
from webapp.board.scope import Days, Scope
from webapp.clock import today
from webapp.db.sql.paging import PAGE

TIMES = 200
LARGE = int(os.environ.get("BENCH_LARGE", "100000"))


class Browser:
    """One kept connection with one session, or of nobody; `get` returns body and milliseconds."""

    def __init__(self, served: Served, username: str) -> None:
        self._begin(served.url, username, PASSWORD)

    @classmethod
    def to(cls, url: str, username: str = "", password: str = PASSWORD) -> "Browser":
        """The same at any server."""
        made = cls.__new__(cls)
        made._begin(url, username, password)
        return made

    def _begin(self, url: str, username: str, password: str) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=120)
        if not username:
            return
        sent = urllib.parse.urlencode({"username": username, "password": password})
        answer, _ = self.ask("POST", "/login", sent, {"Content-Type": "application/x-www-form-urlencoded"})
        self.cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        cookie = {"Cookie": self.cookie} if hasattr(self, "cookie") else {}
        self.connection.request(method, path, body, {**cookie, **(headers or {})})
        answer = self.connection.getresponse()
        return answer, answer.read()

    def get(self, path: str) -> tuple[bytes, float]:
        began = time.perf_counter()
        answer, body = self.ask("GET", path, headers={"Accept": "text/html"})
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body, took

    def typical(self, path: str, times: int = TIMES) -> float:
        """Median milliseconds of the page, warm."""
        self.get(path)
        return median([self.get(path)[1] for _ in range(times)])


def lists() -> None:
    """A list of 50 out of 10,000 that the person may see, all of them: the province's supervisor."""
    with prepared(10_000, 1) as (folder, demo), serving(folder, demo) as served:
        served.rest()
        province = Browser(served, "province")
        page = province.get("/enterprises")[0].decode()
        if "共 <strong>9999+</strong> 家" not in page or page.count('<th scope="row">') != PAGE:
            raise RuntimeError("this is no list of 50 out of 10,000 in reach")
        say("list_p50_ms", province.typical("/enterprises"), "ms", "<= 10", "106")
        with served.database() as database:
            visit = database.execute(
                "SELECT i.id FROM inspection i JOIN answer a ON a.inspection = i.id WHERE i.state = 'submitted' LIMIT 1"
            ).fetchone()[0]
        say("detail_p50_ms", province.typical(f"/inspections/{visit}"), "ms", "<= 10", "27")


def form() -> None:
    """The 60-item form, asked for by four phones at once."""
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo) as served:
            phones = [Browser(served, str(known["username"])) for _ in range(4)]
            address = f"/inspections/{uuid7()}"
            opening = {"enterprise": known["enterprises"][0], "kind": "routine", "second": known["second"],
                       "showed_badge": True, "told_rights": True, "started_at": STARTED}  # fmt: skip
            sent = {"Content-Type": "application/json", "Accept": "application/json"}
            answer, said = phones[0].ask("PUT", address, json.dumps(opening), sent)
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {said!r}")
            page, _ = phones[0].get(address)
            say("form_gzip_bytes", len(zlib.compress(page, 6)), "bytes", "<= 30000")
            say(
                "form_per_s",
                _per_second(phones, address),
                "pages/s",
                ">= 150",
                f"{_empty_page():.0f} of an empty page",
            )


def _per_second(phones: list[Browser], address: str, times: int = 50) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(lambda phone: [phone.get(address) for _ in range(times)], phones))
    return len(phones) * times / (time.perf_counter() - began)


def _empty_page() -> float:
    """Pages a second of a bare application of the same framework, asked for in the same way."""
    with bare() as url:
        connections = [http.client.HTTPConnection(url.removeprefix("http://")) for _ in range(4)]
        began = time.perf_counter()
        with ThreadPoolExecutor(len(connections)) as pool:
            list(pool.map(_ask_often, connections))
        return len(connections) * TIMES / (time.perf_counter() - began)


def _ask_often(connection: http.client.HTTPConnection) -> None:
    for _ in range(TIMES):
        connection.request("GET", "/")
        connection.getresponse().read()


def board() -> None:
    """A county's board with 1,000 enterprises in the database and with 100,000, each with a visit and its findings.

    In turns, so that whatever else the machine does meets both; and so the board's statement alone.
    """
    with ExitStack() as held:
        few, many = (_county(held, number) for number in (1_000, LARGE))
        for ask in (*few, *many):
            ask()  # warm
        small, small_by_hand, large, large_by_hand = (
            median(took) for took in zip(*[[ask() for ask in (*few, *many)] for _ in range(50)], strict=True)
        )
    say("board_ms", large, "ms", "", f"{large_by_hand:.2f} ms of its SQL by hand")
    beside = f"{large_by_hand / small_by_hand:.2f} of the same SQL by hand"
    say("board_ratio", large / small, f"{LARGE} : 1000 enterprises", "<= 1.5", beside)


def _county(held: ExitStack, enterprises: int) -> tuple[Callable[[], float], Callable[[], float]]:
    """Milliseconds of the board of the core's county among so many, and of the board's statement in a bare connection."""
    folder, demo = held.enter_context(prepared(enterprises, 1))
    served = held.enter_context(serving(folder, demo))
    served.rest()
    supervisor = Browser(served, "supervisor")
    supervisor.connection.close()  # the server would, before the other county is there; it opens again by itself
    database = held.enter_context(closing(served.database()))
    text, values = _of_the_board(database)

    def by_hand() -> float:
        began = time.perf_counter()
        database.execute(text, values).fetchall()
        return (time.perf_counter() - began) * 1000

    return lambda: supervisor.get("/board")[1], by_hand


def _of_the_board(database: sqlite3.Connection) -> tuple[str, list[Any]]:
    """What the board asks for the county's supervisor, and its values."""
    person, bureau, code = database.execute(
        "SELECT p.id, b.id, b.code FROM person p JOIN bureau b ON b.id = p.bureau WHERE p.username = 'supervisor'"
    ).fetchone()
    user = User(person, "", "supervisor", SUPERVISOR, bureau, code, bureaus=(bureau,))
    text, values = question(user, Scope(), Days(today()))
    return QueryString(text, *values).compile_string(engine_type="sqlite")
