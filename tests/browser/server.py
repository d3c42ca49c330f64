"""The application as people run it: its own process, its own database, its own folder."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests import postgres

PROJECT = Path(__file__).parents[2]
START_SECONDS = 60
# A migrated database with the reference data, by engine; a copy is made in no time.
_migrated: dict[str, str] = {}

STOP_SECONDS = 30


class Server:
    """`mashang` with its own database and folder; `cli` runs its commands, `start` and `stop` serve."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "server.log"
        self.database: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "MASHANG_DATA": str(folder / "data"),
            "MASHANG_BASE_URL": self.url,
            "MASHANG_BACKGROUND": "on",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self._take_migrated(folder / "data")

    def _take_migrated(self, data: Path) -> None:
        """Begin with a copy of a migrated database; the first server of this process makes it."""
        if os.environ.get("MASHANG_TEST_DB") == "postgres":
            self.database = f"browser_{uuid.uuid4().hex}"
            template = _migrated.get("postgres", "")
            if not template:
                template = _migrated["postgres"] = f"migrated_{uuid.uuid4().hex}"
                self.environment["MASHANG_DATABASE_URL"] = postgres.create_database(template)
                self.cli("migrate")
            self.environment["MASHANG_DATABASE_URL"] = postgres.create_database(self.database, template)
        elif "sqlite" in _migrated:
            data.mkdir(parents=True)
            shutil.copyfile(_migrated["sqlite"], data / "mashang.sqlite3")
        else:
            self.cli("migrate")
            copy = Path(tempfile.mkdtemp(prefix="mashang-migrated-")) / "mashang.sqlite3"
            shutil.copyfile(data / "mashang.sqlite3", copy)
            atexit.register(shutil.rmtree, copy.parent, ignore_errors=True)
            _migrated["sqlite"] = str(copy)

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        return self._process

    def cli(self, *arguments: str) -> str:
        """Runs a command of `mashang` to its end and returns what it printed."""
        command = [sys.executable, "-m", "webapp.cli", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"mashang {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Serves, and returns when /health says so."""
        command = [sys.executable, "-m", "webapp.cli", "run"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )
        pause = threading.Event()
        for _ in range(START_SECONDS * 20):
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                pause.wait(0.05)
        self._process.kill()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self) -> int:
        """Ends as the system would end it; returns the exit status."""
        if self._process is None:
            return 0
        self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process = None

    def remove(self) -> None:
        try:
            self.stop()
        finally:
            if self.database:
                postgres.drop_database(self.database)
