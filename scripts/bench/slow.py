"""Saves of somebody at work beside three hundred connections that send next to nothing, each kind in turn."""

import subprocess
import sys
import time
import urllib.parse

from scripts.bench.pages import Browser
from scripts.bench.receive import without_hazards
from scripts.bench.report import quantile, say
from scripts.bench.saving import saver, timed
from scripts.bench.serving import prepared, serving

SAVES = 100
NUMBER = 300
# In a process of its own: three hundred sockets would take the interpreter away from who measures.
CROWD = """
import sys
from tests.upkeep.crowd import Crowd
port, first, drop = int(sys.argv[1]), sys.argv[2].encode().decode("unicode_escape").encode(), sys.argv[3].encode()
with Crowd(port, first, drop, number=int(sys.argv[4])) as crowd:
    print(crowd.open, flush=True)
    sys.stdin.read()
"""
FORM = "Content-Type: application/x-www-form-urlencoded\\r\\nContent-Length: 60000\\r\\n\\r\\nusername=i"
KINDS = {
    "nothing": ("", ""),
    "heads": ("GET /login HTTP/1.1\\r\\nHost: {host}\\r\\nX-Slow: ", "x"),
    "forms": ("POST /login HTTP/1.1\\r\\nHost: {host}\\r\\n" + FORM, "x"),
    "bodies": ("PUT /inspections/x HTTP/1.1\\r\\nHost: {host}\\r\\n" + FORM, "x"),
}


def connections() -> None:
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo) as served:
            save = saver(Browser(served, str(known["username"])), known)
            saved = 0

            def some() -> list[float]:
                nonlocal saved
                saved += SAVES
                return [timed(save, saved - SAVES + number) for number in range(SAVES)]

            some()
            alone = some()
            host = urllib.parse.urlsplit(served.url)
            for kind, (first, drop) in KINDS.items():
                told = [str(host.port), first.format(host=host.netloc), drop, str(NUMBER)]
                crowd = subprocess.Popen(
                    [sys.executable, "-c", CROWD, *told], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
                assert crowd.stdin is not None and crowd.stdout is not None  # noqa: S101 - of Popen
                there = int(crowd.stdout.readline())
                beside = some()
                crowd.stdin.close()
                crowd.wait()
                says = (
                    f"{there} connections; alone p95 {quantile(alone, 0.95):.0f}, slowest {max(alone):.0f} ms"
                )
                say(f"slow_{kind}_p95_ms", quantile(beside, 0.95), "ms", "", says)
                say(f"slow_{kind}_max_ms", max(beside), "ms", "<= 300", says)
                time.sleep(1)
