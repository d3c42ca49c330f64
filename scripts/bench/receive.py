"""Whole inspections at once: with photos, until their thumbnails are there, and answers only."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from scripts.bench.report import quantile, say
from scripts.bench.serving import PASSWORD, PROJECT, Served, prepared, serving
from scripts.bench.stored import compare, waiting

AT_ONCE = 32
STUCK = 60
STARTED = "2026-03-05T09:30:00+08:00"
VISITS = int(os.environ.get("BENCH_VISITS", "600"))
ANSWERED = int(os.environ.get("BENCH_ANSWERED", "3000"))


def without_hazards(folder: Path) -> dict[str, Any]:
    """Enterprises of one county that demand no signs, so that 60 answers are a whole visit; and the item codes."""
    database = sqlite3.connect(folder / "mashang.sqlite3")
    with database:
        people = database.execute(
            "SELECT p.username, p.bureau, q.id FROM person p JOIN person q ON q.bureau = p.bureau AND q.id <> p.id "
            "WHERE p.role = 'inspector' AND q.role = 'inspector' AND p.badge <> '' AND q.badge <> '' LIMIT 1"
        ).fetchone()
        enterprises = [row[0] for row in database.execute(
            "SELECT id FROM enterprise WHERE bureau = ? AND status = 'running' LIMIT ?", (people[1], AT_ONCE)
        )]  # fmt: skip
        marks = ",".join("?" * len(enterprises))
        database.execute(f"DELETE FROM enterprise_hazard WHERE enterprise IN ({marks})", enterprises)  # noqa: S608
        codes = [row[0] for row in database.execute(
            "SELECT code FROM checklist_item WHERE version = "
            "(SELECT v.id FROM checklist_version v JOIN checklist c ON c.id = v.checklist "
            "WHERE c.is_default AND v.state = 'published' ORDER BY v.number DESC LIMIT 1)"
        )]  # fmt: skip
    database.close()
    return {"username": people[0], "second": people[2], "enterprises": enterprises, "codes": codes}


def load(served: Served, known: dict[str, Any], **wanted: int) -> dict[str, Any]:
    """Run the client; raises when anything was refused."""
    asked = {**known, "url": served.url, "password": PASSWORD, **wanted}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.client", json.dumps(asked)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def with_photos() -> None:
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo) as served:
            warm = load(served, known, visits=AT_ONCE, photos=1, at_once=8)
            settle(served)
            cpu, pictures = served.cpu(), served.thumbnail_cpu()
            began = time.perf_counter()
            said = load(served, known, visits=VISITS, photos=6, at_once=AT_ONCE)
            received = served.cpu() - cpu - (served.thumbnail_cpu() - pictures)
            settle(served)
            took = time.perf_counter() - began
            used = served.cpu() - cpu
            compare(folder, (warm, said))
            visits = len(said["visits"])
            say("receive_c32", visits / said["took"], "inspections/s", ">= 75", "ODK Central 2026.2: 25.6")
            say("receive_p95_ms", quantile(said["seconds"], 0.95) * 1000, "ms", "<= 500", "1460")
            say("receive_request_p95_ms", quantile(said["requests"], 0.95) * 1000, "ms")
            say("receive_cpu_ms", received / visits * 1000, "ms CPU per inspection", "<= 25", "71")
            say("receive_sustained", visits / took, "inspections/s", ">= 25", "16.2")
            say("sustained_cpu_ms", used / visits * 1000, "ms CPU per inspection", "<= 65", "97")
            say("rss_mb", served.rss(), "MB", "<= 200", "144-530")


def settle(served: Served) -> None:
    """Wait until no photo waits for its thumbnail; `compare` then finds those that could not be made.

    Raises RuntimeError when none was made for STUCK seconds.
    """
    with closing(served.database()) as database:
        before, since = 0, time.monotonic()
        while left := waiting(database):
            if left != before:
                before, since = left, time.monotonic()
            if time.monotonic() - since > STUCK:
                raise RuntimeError(f"{left} photos wait for a thumbnail that nobody makes")
            time.sleep(0.05)


def answers_only() -> None:
    with prepared() as (folder, demo):
        known = without_hazards(folder)
        with serving(folder, demo) as served:
            warm = load(served, known, visits=AT_ONCE, photos=0, at_once=8)
            cpu = served.cpu()
            said = load(served, known, visits=ANSWERED, photos=0, at_once=AT_ONCE)
            used, visits = served.cpu() - cpu, len(said["visits"])
            compare(folder, (warm, said))
            say("answers_c32", visits / said["took"], "inspections/s", ">= 600", "161")
            say("answers_cpu_ms", used / visits * 1000, "ms CPU per inspection")
