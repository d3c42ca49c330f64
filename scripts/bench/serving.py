"""The application in a process of its own, on a disk, with the demo; and what that process used."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.server import answers
from tests.ports import free_port

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "bench-demo-2026"  # noqa: S105 - of a database that lives for a minute
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A running server: its address, folder, process and what `mashang demo --json` printed."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    demo: dict[str, Any]

    def cpu(self) -> float:
        """Seconds of processor that the server has used, and the processes it started that have ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / TICKS

    def thumbnail_cpu(self) -> float:
        """The part of it that went into thumbnails: their threads, and no others, have a niceness of 10."""
        threads = [_used(path) for path in Path(f"/proc/{self.process.pid}/task").glob("*/stat")]
        return sum(seconds for seconds, nice in threads if nice == 10)

    def rss(self) -> float:
        """The largest memory the server has held, in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def rest(self) -> None:
        """Wait until it has done what it does after its start: going through a province's reminders takes seconds."""
        before = self.cpu()
        time.sleep(1)
        while self.cpu() - before > 0.1:
            before = self.cpu()
            time.sleep(1)

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.folder / 'mashang.sqlite3'}?mode=ro", uri=True)

    def person(self, role: str, number: int = 0) -> str:
        """The username of the demo's nth account of a role."""
        names = [one["username"] for one in self.demo["accounts"] if one["role"] == role]
        return str(names[number % len(names)])


def _used(stat: Path) -> tuple[float, int]:
    """(seconds of processor, niceness) of a process or a thread."""
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[16])


def command(folder: Path, *arguments: str, **settings: str) -> str:
    """Run `mashang` to its end; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "webapp.cli", *arguments],
        cwd=PROJECT,
        env={**os.environ, "MASHANG_DATA": str(folder), "MASHANG_DEMO_PASSWORD": PASSWORD, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@contextmanager
def prepared(
    enterprises: int = 177, visits: int = 0, **settings: str
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A data folder with a demo of that size, gone afterwards. On a disk: durability is part of what is measured."""
    folder = Path(tempfile.mkdtemp(prefix="mashang-bench-", dir=os.environ.get("BENCH_FOLDER")))
    try:
        command(folder, "migrate", **settings)
        sizes = (f"--enterprises={enterprises}", f"--visits={visits}")
        printed = command(folder, "demo", "--json", *sizes, **settings)
        yield folder, json.loads(printed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(folder: Path, demo: dict[str, Any], **settings: str) -> Iterator[Served]:
    """Serve that folder until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "MASHANG_DATA": str(folder),
        "MASHANG_BASE_URL": url,
        **settings,
    }
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", "run"], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
    try:
        answers(process, url, folder / "server.log")
        yield Served(url, folder, process, demo)
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def bare(folder: Path | None = None) -> Iterator[str]:
    """Serve scripts/bench/empty.py, its database in that folder; the address."""
    port = free_port()
    place = {"BENCH_DATABASE": str(folder / "bare.sqlite3")} if folder else {}
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "scripts.bench.empty:app", "--port", str(port), "--no-access-log"],
        cwd=PROJECT, stderr=subprocess.DEVNULL, env={**os.environ, **place},
    )  # fmt: skip
    try:
        answers(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
