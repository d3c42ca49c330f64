"""Two processes of the application on one database, behind one proxy that gives every request to the next of them."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event

from tests.browser.server import PROJECT, START_SECONDS, STOP_SECONDS, Server

PLAIN = """{{
    admin off
    auto_https off
}}
{url} {{
    reverse_proxy {upstream} {{
        lb_policy round_robin
    }}
}}
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Pair(Server):
    """As Server, but `url` is the proxy's."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, MASHANG_PROXY="127.0.0.1", MASHANG_POOL="5", **settings)
        self.running: list[subprocess.Popen[bytes]] = []
        self.ports = [_free_port(), _free_port()]
        self.logs = [folder / f"server-{port}.log" for port in self.ports]

    def start(self) -> None:
        """Both processes, then the proxy."""
        for port, path in zip(self.ports, self.logs, strict=True):
            environment = {**self.environment, "PORT": str(port)}
            self._spawn([sys.executable, "-m", "webapp.cli", "run"], environment, path)
            self._answers(f"http://127.0.0.1:{port}/health", path)
        upstream = " ".join(f"127.0.0.1:{port}" for port in self.ports)
        config = self.log.with_name("Caddyfile")
        config.write_text(PLAIN.format(url=self.url, upstream=upstream))
        command = ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
        home = str(self.log.parent)
        environment = {**os.environ, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        self._spawn(command, environment, self.log)
        self._answers(f"{self.url}/health", self.log)

    def _spawn(self, command: list[str], environment: dict[str, str], path: Path) -> None:
        with path.open("ab") as log:
            self.running.append(
                subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
            )

    def _answers(self, address: str, log: Path) -> None:
        pause = Event()
        for _ in range(START_SECONDS * 20):
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                pause.wait(0.05)
        self.stop()
        raise RuntimeError(f"{address} did not answer:\n{log.read_text()}")

    def stop(self) -> int:
        """Ends all of them; returns the largest exit status of the application."""
        while self.running and len(self.running) > 2:
            self.running.pop().kill()
        codes = [0]
        for process in self.running:
            process.terminate()
        for process in self.running:
            codes.append(process.wait(STOP_SECONDS))
        self.running = []
        return max(codes)

    def shares(self) -> list[int]:
        """How many requests each process answered."""
        return [path.read_text().count('"logger": "mashang.access"') for path in self.logs]
