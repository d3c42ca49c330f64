"""Sends made-up visits through a bad network, with Chromium and the real worker; tabs and the server are killed meanwhile."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Error, Page

from tests.browser.people import sign_in
from tests.browser.server import Server
from tests.soak import journal
from tests.soak.faults import FaultProxy
from tests.soak.plan import Plan, Report, compared, seeded

# The modules of the page that is open: the same instances, and so the same outbox, that the page uses.
MODULES = """async () => {
  const { app } = document.querySelector("script[data-app]").dataset;
  const near = (name) => import(app.replace("app.js", name));
  window.soak = { outbox: await near("outbox.js"), sync: await near("sync.js") };
}"""
PUT = """async (entries) => {
  for (const { bytes, ...entry } of entries) {
    const data = bytes ? Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)).buffer : null;
    await soak.outbox.put({ ...entry, bytes: data });
  }
}"""
LEFT = "async (user) => { const [own] = await soak.outbox.counts(user); return own; }"
NUDGE = "() => { dispatchEvent(new Event('online')); }"
PARKED = """async (user) => (await soak.outbox.list(user)).filter((one) => one.state === "parked").map((one) => `${one.url} ${one.reason}`)"""
WORKER = "async () => Boolean((await navigator.serviceWorker?.ready)?.active)"


class Soak:
    """One inspector with one phone in front of a server behind a bad network."""

    def __init__(
        self, server: Server, proxy: FaultProxy, context: BrowserContext, plan: Plan, path: Path,
        known: dict[str, Any] | None = None, people: tuple[str, str] = ("inspector", "colleague"),
    ) -> None:  # fmt: skip
        """`known`: what seeded() said, when the server has its cast already; `people`: who goes, and the second."""
        self.server, self.proxy, self.context, self.plan = server, proxy, context, plan
        self.chance = random.Random(plan.seed)
        self.journal = journal.Journal(path)
        self.path = path
        self.tabs = self.servers = 0
        self.pause = threading.Event()
        self.known = known or seeded(server)
        self.name, self.second = people
        self.user: int = self.known["ids"][self.name]
        self.page = context.new_page()

    def run(self, told: Callable[[str], None] = lambda _: None) -> Report:
        """One phone by itself, and the comparison."""
        report = self.work(told, lambda rate: setattr(self.proxy, "rate", rate))
        report.found = compared(self.server, self.path)
        return report

    def work(self, told: Callable[[str], None], calm: Callable[[float], None]) -> Report:
        """All visits; returns when nothing waits any more, or when nothing moves. `calm` sets the rate of faults, when all
        phones have come so far.
        """
        self._again(lambda: sign_in(self.page, self.server, self.name, self.proxy.url))
        self._open()
        worker = bool(self.page.evaluate(WORKER))
        base = journal.small_photo()
        calm(self.plan.rate)
        began = time.monotonic()
        for number in range(1, self.plan.visits + 1):
            if time.monotonic() - began > self.plan.seconds:
                break
            made = journal.visit(
                self.chance, base, user=self.user, enterprise=self.known["ids"]["A"],
                second=self.known["ids"][self.second], items=self.known["items"], photos=self.plan.photos,
            )  # fmt: skip
            self.journal.write(made)
            self._put(made.entries)
            if number % self.plan.kill_tab == 0:
                self._kill_tab()
            if self.plan.kill_server and number % self.plan.kill_server == 0:
                self._kill_server()
            self._drain(self.plan.backlog)
            if number % 10 == 0:
                told(
                    f"{number}/{self.plan.visits} visits, {sum(self.proxy.hit.values())} faults, {self.tabs} tabs killed"
                )
        calm(self.plan.rate / 2)
        self._drain(0)
        calm(0)
        parked = self._parked()
        self.journal.close()
        return Report({}, dict(self.proxy.hit), self.tabs, self.servers, worker, parked, self.journal.lines)

    def _open(self) -> None:
        """The page with the outbox; what it asks for may fail as everything else here."""
        self._again(lambda: self.page.goto(f"{self.proxy.url}/me"))
        self.page.evaluate(MODULES)

    def _again(self, act: Callable[[], object]) -> None:
        """Another phone may have killed the server a moment ago."""
        for _ in range(60):
            with suppress(Error):
                act()
                return
            self.page.wait_for_timeout(500)
        act()

    def _put(self, entries: list[dict[str, Any]]) -> None:
        """In pieces, as somebody works; a tab that dies loses what was not put, so that it is put again under its id."""
        for start in range(0, len(entries), 20):
            self.page.evaluate(PUT, entries[start : start + 20])

    def _drain(self, most: int) -> None:
        """Until at most so many entries wait; the network comes back again and again."""
        stuck, before = 0, -1
        while (left := int(self.page.evaluate(LEFT, self.user))) > most and stuck < 400:
            stuck = stuck + 1 if left == before else 0
            before = left
            self.page.evaluate(NUDGE)
            self.page.wait_for_timeout(100)

    def _parked(self) -> list[str]:
        return list(self.page.evaluate(PARKED, self.user))

    def _kill_tab(self) -> None:
        """The tab's process dies in the middle of whatever it does, and the worker's with it: kill -9."""
        browser = self.context.browser
        assert browser
        session = browser.new_browser_cdp_session()
        killed = self._renderers(session)
        with self.page.expect_event("crash"):
            for one in killed:
                with suppress(ProcessLookupError):  # it went by itself since it was listed
                    os.kill(one, signal.SIGKILL)
        # A tab given to a process that the browser does not know to be dead would be waited for for ever.
        while killed & self._renderers(session):
            self.pause.wait(0.02)
        session.detach()
        self.page.close()
        self.tabs += 1
        self.page = self._new_page()
        self._open()

    def _renderers(self, session: CDPSession) -> set[int]:
        """The processes of tabs and workers, by number; Chromium keeps one ready besides."""
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {int(one["id"]) for one in processes if one["type"] == "renderer"}

    def _new_page(self) -> Page:
        """A tab; Chromium may first offer a process that it kept ready and that was killed as well."""
        for _ in range(9):
            with suppress(Error):
                return self.context.new_page()
        return self.context.new_page()

    def _kill_server(self) -> None:
        """No farewell: as when the power goes."""
        process = self.server.process
        assert process
        process.send_signal(signal.SIGKILL)
        self.server.stop()
        self.servers += 1
        self.page.wait_for_timeout(200)
        self.server.start()
