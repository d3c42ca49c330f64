"""Programs of ours, forked from a process that has imported the libraries; the application itself is imported anew."""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path

# What takes most of a start, and reads no setting.
LIBRARIES = {
    "PIL", "anyio", "asyncpg", "black", "click", "docx", "holidays", "jinja2", "litestar", "lxml", "msgspec",
    "openpyxl", "piccolo", "prometheus_client", "pydantic", "pypinyin", "uvicorn", "yaml",
}  # fmt: skip
OURS = {"webapp", "tests", "scripts"}
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(sorted(name for name in sys.modules if name.split(".")[0] in LIBRARIES))


def _main(
    program: str,
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    log: Path,
    errors: Path,
) -> None:
    for stream, path in ((1, log), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), stream)
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # as `python -m` does
    os.environ.clear()
    os.environ.update(environment)
    # multiprocessing has imported the caller's main module, and with it perhaps the application under other settings.
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


class Forked:
    """`python -m program …` that runs; the part of subprocess.Popen that tests use."""

    def __init__(
        self,
        program: str,
        arguments: tuple[str, ...],
        folder: Path,
        environment: dict[str, str],
        log: Path,
        errors: Path,
    ) -> None:
        self._process = _context.Process(
            target=_main, args=(program, arguments, folder, environment, log, errors)
        )
        self._process.start()
        self.pid: int = self._process.pid or 0

    def poll(self) -> int | None:
        self._process.join(0)
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a forked program", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
