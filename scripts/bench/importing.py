"""The import of 100,000 enterprises from XLSX while an inspector saves answers, beside reading and raw inserts."""

import json
import os
import sqlite3
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from scripts.bench.pages import Browser
from scripts.bench.receive import without_hazards
from scripts.bench.report import quantile, say
from scripts.bench.saving import saver, timed
from scripts.bench.serving import Served, prepared, serving
from tests.enterprises.tables import row, table
from webapp.enterprises.imports.columns import COLUMNS, SHEET
from webapp.web.sheets import open_sheet

ROWS = int(os.environ.get("BENCH_IMPORT", "100000"))
KEYS = ("name", "credit_code", "area", "industry")
PAUSE = 0.05


def enterprises() -> None:
    with prepared() as (folder, demo):
        path = folder / "bench.xlsx"
        known = without_hazards(folder)
        area = _area(folder, known["enterprises"][0])
        path.write_bytes(table([row(number, area=area) for number in range(ROWS)], list(KEYS)))
        bare, bare_cpu = _bare(path, folder / "bare.sqlite3")
        with serving(folder, demo) as served:
            desk = Browser(served, served.person("administrator"))
            phone = Browser(served, str(known["username"]))
            saves = Saves(phone, known)
            cpu = served.cpu()
            took = _imported(served, desk, path)
            used = served.cpu() - cpu
            waited = saves.stop()
            memory = served.rss()
    beside = f"{bare:.1f} s for reading with the same reader and inserting raw rows"
    say("import_s", took, "s", "", beside)
    say(
        "import_ratio",
        took / bare,
        "ratio of time",
        "<= 2",
        "the heavy part runs in a process of its own at a niceness of 10",
    )
    cpu_beside = f"{used:.1f} s of processor with the saves, {bare_cpu:.1f} s for the same"
    say("import_cpu_ratio", used / bare_cpu, "ratio of CPU", "", cpu_beside)
    say("import_save_p95_ms", quantile(waited, 0.95), "ms", "<= 100", f"{len(waited)} saves meanwhile")
    say("import_save_max_ms", max(waited), "ms")
    say("import_rss_mb", memory, "MB", "<= 200", "the server without the process beside it")


def _area(folder: Path, enterprise: int) -> str:
    database = sqlite3.connect(folder / "mashang.sqlite3")
    area = database.execute("SELECT area FROM enterprise WHERE id = ?", (enterprise,)).fetchone()[0]
    database.close()
    return str(area)


class Saves(threading.Thread):
    """An inspector who saves an answer every 50 ms."""

    def __init__(self, phone: Browser, known: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.save, self.over, self.took = saver(phone, known), threading.Event(), list[float]()
        self.start()

    def run(self) -> None:
        while not self.over.wait(PAUSE):
            self.took.append(timed(self.save, len(self.took)))

    def stop(self) -> list[float]:
        self.over.set()
        self.join()
        return self.took


def _imported(served: Served, desk: Browser, path: Path) -> float:
    """Seconds from the upload to the last row, the person's confirmation taking none."""
    border = uuid.uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="bench.xlsx"\r\n\r\n'
    body = head.encode() + path.read_bytes() + f"\r\n--{border}--\r\n".encode()
    began = time.perf_counter()
    kind = {"Content-Type": f"multipart/form-data; boundary={border}", "Accept": "text/html"}
    answer, said = desk.ask("POST", "/imports", body, kind)
    if answer.status != 303:
        raise RuntimeError(f"upload: {answer.status} {said[:500]!r}")
    address = str(answer.headers["Location"])
    _wait(served, address, "preview")
    desk.connection.close()  # the server has closed it after some seconds of silence
    answer, said = desk.ask("POST", f"{address}/confirmation", "", {"Accept": "text/html"})
    if answer.status != 303:
        raise RuntimeError(f"confirmation: {answer.status} {said[:500]!r}")
    _wait(served, address, "applied")
    took = time.perf_counter() - began
    with served.database() as database:
        stored = database.execute("SELECT COUNT(*) FROM enterprise WHERE name LIKE '导入厂%'").fetchone()[0]
    if stored != ROWS:
        raise RuntimeError(f"{stored} of {ROWS} rows are stored")
    return took


def _wait(served: Served, address: str, phase: str) -> None:
    number = int(address.rsplit("/", 1)[1])
    for _ in range(18_000):
        with served.database() as database:
            state, result = database.execute(
                "SELECT state, result FROM job WHERE id = ?", (number,)
            ).fetchone()
        if json.loads(result).get("phase") == phase:
            return
        if state == "failed":
            raise RuntimeError(f"the import failed: {result}")
        time.sleep(0.05)
    raise RuntimeError(f"the import never came to {phase}")


def _bare(path: Path, target: Path) -> tuple[float, float]:
    """Seconds, and seconds of processor, for the same reader and one transaction of raw inserts."""
    database = sqlite3.connect(target)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE e (id INTEGER PRIMARY KEY, name, credit_code, area, industry)")
    began, cpu = time.perf_counter(), time.process_time()
    with open_sheet(path, COLUMNS, sheet=SHEET) as sheet, database:
        database.executemany(
            "INSERT INTO e (name, credit_code, area, industry) VALUES (?, ?, ?, ?)",
            ([found.get(key, "") for key in KEYS] for _, found in sheet.rows()),
        )
    return time.perf_counter() - began, time.process_time() - cpu
