"""A trivial page while small files that unpack into much are looked at: each kind alone, then all of them at once."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.bench.pages import Browser
from scripts.bench.report import quantile, say
from tests.attack import test_small_files as files
from tests.browser import people
from tests.browser.server import Server
from tests.cast import PASSWORD

EVERY = 0.02
Made = dict[str, tuple[str, str, bytes]]


def pages() -> None:
    with TemporaryDirectory() as place:
        server = Server(Path(place))
        try:
            known = people.fill(server)
            server.start()
            made = {
                kind: (who, address.format(known["city"]), make(known))
                for kind, (who, address, make) in KINDS.items()
            }
            measured(server, {})  # what a first page costs is another figure
            alone = measured(server, {})
            say(
                "hostile_alone_ms",
                max(alone),
                "ms",
                "",
                f"slowest of {len(alone)}, /login with nothing beside",
            )
            for kind in made:
                told(server, f"hostile_{kind}_ms", {kind: made[kind]})
            told(server, "hostile_all_ms", made)
        finally:
            server.remove()


def _lists(known: dict[str, int]) -> bytes:
    return files.lists(known["inspector"])


KINDS: dict[str, tuple[str, str, Callable[[dict[str, int]], bytes]]] = {
    "rows": ("supervisor", "/imports", lambda _: files.rows_without_end()),
    "comment": ("admin", files.TEMPLATES, lambda _: files.comment()),
    "lists": ("inspector", "/field/import", _lists),
    "checklist": ("admin", "/checklists/new", lambda _: files.rows_without_end()),
}


def told(server: Server, name: str, some: Made) -> None:
    took = measured(server, some)
    says = f"/login, slowest of {len(took)}, p95 {quantile(took, 0.95):.0f} ms, three senders of each"
    say(name, max(took), "ms", "<= 200", says)


def measured(server: Server, some: Made) -> list[float]:
    """Milliseconds of /login while three people send each of these files; two seconds when there is none."""
    senders = [threading.Thread(target=_send, args=(server, *one)) for one in some.values() for _ in range(3)]
    for sender in senders:
        sender.start()
    browser, took, until = Browser.to(server.url), list[float](), time.monotonic() + 2
    while time.monotonic() < until or any(sender.is_alive() for sender in senders):
        took.append(browser.get("/login")[1])
        time.sleep(EVERY)
    return took


def _send(server: Server, who: str, address: str, data: bytes) -> None:
    browser = Browser.to(server.url, who, PASSWORD)
    edge = "a-boundary-of-a-form"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
    body = head + data + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Accept": "text/html"}
    answer, _ = browser.ask("POST", address, body, kind)
    if answer.status not in {413, 422, 429}:
        raise RuntimeError(f"{address}: {answer.status}")
