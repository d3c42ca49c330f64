"""A handful of visits through every fault of the proxy, with tabs and the server killed: nothing lost, nothing twice."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import CHINA, SIZES
from tests.browser.server import Server
from tests.soak.compare import line
from tests.soak.faults import FAULTS, FaultProxy
from tests.soak.plan import Plan, compared
from tests.soak.run import Soak

VISITS, PHOTOS = 4, 2


def test_nothing_is_lost_or_doubled_by_a_bad_network(browser: Browser, tmp_path: Path) -> None:
    server = Server(tmp_path, MASHANG_CDN="off", MASHANG_PAGE_PATIENCE="3")
    proxy = FaultProxy(server.url)
    context = browser.new_context(**CHINA, **SIZES["phone"])
    try:
        server.start()
        soak = Soak(
            server,
            proxy,
            context,
            Plan(VISITS, PHOTOS, rate=0.08, kill_tab=2, kill_server=3),
            tmp_path / "journal",
        )
        # Every fault at least once, whatever chance says; "" lets one through.
        proxy.script = [one for fault in FAULTS for one in ("", fault)]
        report = soak.run()
        assert (
            line(report.found) == f"lost 0, duplicated 0, inspections {VISITS}, photos {VISITS * PHOTOS}"
        ), report
        assert set(report.faults) == set(FAULTS)
        assert (report.worker, report.tabs, report.servers, report.parked) == (True, 2, 1, [])
        # The comparison itself can find something: a visit that nobody sent, a photo whose file is gone.
        journal = tmp_path / "journal"
        journal.write_text(journal.read_text().replace('"5.1": "unmet"', '"5.1": "met"'))
        next((tmp_path / "data/media/sealed").rglob("*/*")).unlink()
        assert compared(server, journal)["lost"] == {"answers": VISITS, "photos": 1}
    finally:
        context.close()
        proxy.stop()
        server.remove()
