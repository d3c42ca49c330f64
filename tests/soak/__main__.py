"""`make soak`: SOAK_VISITS visits (default 1000) with 6 photos; ends with one line, and exit 1 when anything is lost.

SOAK_PHONES (default 2): so many at once; SOAK_MINUTES: begin no visit after that; SOAK_SEED: another chance.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.server import Server
from tests.soak.compare import line
from tests.soak.faults import FaultProxy
from tests.soak.phones import side_by_side
from tests.soak.plan import Plan


def main() -> int:
    plan = Plan(
        int(os.environ.get("SOAK_VISITS") or 1000),
        seed=int(os.environ.get("SOAK_SEED") or 1),
        seconds=60 * float(os.environ.get("SOAK_MINUTES") or "inf"),
    )
    phones = max(1, min(plan.visits, int(os.environ.get("SOAK_PHONES") or 2)))
    folder = Path(tempfile.mkdtemp(prefix="mashang-soak-"))
    server = Server(folder, MASHANG_CDN="off", MASHANG_PAGE_PATIENCE="3")
    proxy = FaultProxy(server.url, plan.seed)
    began = time.monotonic()
    try:
        server.start()
        report = side_by_side(
            server,
            proxy,
            plan,
            phones,
            folder,
            lambda text: print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True),
        )
    finally:
        proxy.stop()
        server.remove()
    faults = ", ".join(f"{name} {times}" for name, times in sorted(report.faults.items()))
    print(
        f"{phones} phones; worker {'active' if report.worker else 'absent'}; tabs killed {report.tabs}, servers killed {report.servers}; {faults}"
    )
    print(f"{time.monotonic() - began:.0f} s")
    for text in report.parked[:20]:
        print("parked:", text)
    print(line(report.found))
    good = (
        not report.found["lost"]
        and not report.found["duplicated"]
        and report.found["inspections"] == report.visits
    )
    if good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"kept: {folder}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
