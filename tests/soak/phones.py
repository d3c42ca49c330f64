"""Several phones at once, each with a Chromium and a thread of its own, in front of one server behind one bad network."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHINA, SIZES
from tests.browser.server import Server
from tests.chromium import launched
from tests.soak.faults import FaultProxy
from tests.soak.plan import Plan, Report, compared, seeded
from tests.soak.run import Soak

PEOPLE = (("inspector", "colleague"), ("colleague", "inspector"))


class Together:
    """Waits for all phones, then sets the rate of faults for all."""

    def __init__(self, proxy: FaultProxy, phones: int) -> None:
        self.proxy, self.rate = proxy, 0.0
        self.barrier = threading.Barrier(phones, self._set)

    def _set(self) -> None:
        self.proxy.rate = self.rate

    def __call__(self, rate: float) -> None:
        self.rate = rate
        self.barrier.wait()


def side_by_side(
    server: Server, proxy: FaultProxy, plan: Plan, phones: int, folder: Path, told: Callable[[str], None]
) -> Report:
    """The visits of the plan shared among the phones; the first of them also kills the server."""
    known = seeded(server)
    together = Together(proxy, phones)

    def phone(number: int) -> Report:
        visits = plan.visits // phones + (number < plan.visits % phones)
        own = replace(
            plan,
            visits=visits,
            seed=plan.seed * 1000 + number,
            kill_server=0 if number else max(1, plan.kill_server // phones),
        )
        try:
            with sync_playwright() as playwright, launched(playwright, *ARGUMENTS) as browser:
                context = browser.new_context(**CHINA, **SIZES["phone"])
                soak = Soak(
                    server, proxy, context, own, folder / f"journal-{number}", known, PEOPLE[number % 2]
                )
                return soak.work(lambda text: told(f"phone {number + 1}: {text}"), together)
        except BaseException:
            together.barrier.abort()  # nobody waits for a phone that broke
            raise

    with ThreadPoolExecutor(phones) as pool:
        reports = list(pool.map(phone, range(phones)))
    journal = folder / "journal"
    journal.write_text("".join((folder / f"journal-{number}").read_text() for number in range(phones)))
    return Report(
        compared(server, journal), dict(proxy.hit), sum(one.tabs for one in reports), sum(one.servers for one in reports),
        all(one.worker for one in reports), [text for one in reports for text in one.parked],
        sum(one.visits for one in reports),
    )  # fmt: skip
