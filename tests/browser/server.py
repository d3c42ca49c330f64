"""The application as people run it: its own process, its own database, its own folder."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests import postgres
from tests.browser.forked import Forked
from tests.ports import free_port

Process = Forked | subprocess.Popen[bytes]
PROJECT = Path(__file__).parents[2]
START_SECONDS = 60
# A migrated database with the reference data (its name on PostgreSQL) and the data folder beside it.
_migrated: dict[str, str] = {}

STOP_SECONDS = 30


def answers(process: Process, url: str, log: Path | None = None) -> None:
    """Wait until /health at `url` says that all is well; RuntimeError with the log when it does not come to that."""
    pause = threading.Event()
    for _ in range(START_SECONDS * 20):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            pause.wait(0.05)
    process.kill()
    process.wait()
    raise RuntimeError(f"{url} did not answer:\n{log.read_text() if log else ''}")


class Server:
    """`mashang` with its own database and folder; `cli` runs its commands, `start` and `stop` serve."""

    def __init__(self, folder: Path, **settings: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "server.log"
        self.database: str | None = None
        self._process: Process | None = None
        self.handed: int | None = None  # a listening socket that the process takes over as descriptor 3
        self.program = "webapp.cli"  # or a module that does something before it becomes that
        self.environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "MASHANG_DATA": str(folder / "data"),
            "MASHANG_BASE_URL": self.url,
            "MASHANG_BACKGROUND": "on",
            "MASHANG_PAGE_PATIENCE": "30",  # on a busy machine no page out of the phone where a new one is meant
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self._take_migrated(folder / "data")

    def _take_migrated(self, data: Path) -> None:
        """Begin with a copy of a migrated database and its key; the first server of this process makes them."""
        on_postgres = os.environ.get("MASHANG_TEST_DB") == "postgres"
        if not _migrated:
            _migrated["database"] = f"migrated_{uuid.uuid4().hex}"
            if on_postgres:
                self.environment["MASHANG_DATABASE_URL"] = postgres.create_database(_migrated["database"])
            self.cli("migrate")
            copy = Path(tempfile.mkdtemp(prefix="mashang-migrated-"))
            atexit.register(shutil.rmtree, copy, ignore_errors=True)
            _migrated["data"] = str(shutil.copytree(data, copy / "data"))
        else:
            shutil.copytree(_migrated["data"], data)
        if on_postgres:
            self.database = f"browser_{uuid.uuid4().hex}"
            self.environment["MASHANG_DATABASE_URL"] = postgres.create_database(
                self.database, _migrated["database"]
            )

    @property
    def process(self) -> Process | None:
        return self._process

    def cli(self, *arguments: str) -> str:
        """Runs a command of `mashang` to its end and returns what it printed."""
        return self.ran("webapp.cli", *arguments)

    def ran(self, program: str, *arguments: str) -> str:
        """The same for any module, with this server's database and folder."""
        with tempfile.TemporaryDirectory() as place:
            said, errors = Path(place) / "said", Path(place) / "errors"
            status = Forked(program, arguments, PROJECT, self.environment, said, errors).wait()
            if status != 0:
                name = " ".join(["mashang" if program == "webapp.cli" else program, *arguments])
                raise RuntimeError(f"{name} failed:\n{said.read_text()}{errors.read_text()}")
            return said.read_text()

    def start(self) -> None:
        """Serves, and returns when /health says so."""
        self._process = self._forked() if self._plain else self._executed()
        answers(self._process, self.url, self.log)

    @property
    def _plain(self) -> bool:
        return self.handed is None and self.program == "webapp.cli"

    def _forked(self) -> Forked:
        return Forked(self.program, ("run",), PROJECT, self.environment, self.log, self.log)

    def _executed(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self.program, "run"]
        if self.handed is not None:
            command = ["sh", "-c", 'exec "$@" 3<&0 </dev/null', "run", *command]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdin=self.handed, stdout=log, stderr=log
            )

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
