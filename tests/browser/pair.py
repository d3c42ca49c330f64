"""Two processes of the application on one database, behind one proxy that gives every request to the next of them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.browser.server import PROJECT, STOP_SECONDS, Server, answers
from tests.ports import free_port

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


class Pair(Server):
    """As Server, but `url` is the proxy's, and `urls` are those of the processes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, MASHANG_PROXY="127.0.0.1", MASHANG_POOL="5", **settings)
        self.ports = [free_port(), free_port()]
        self.urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        self.logs = [folder / f"server-{port}.log" for port in self.ports]
        self._serving: list[subprocess.Popen[bytes]] = []
        self._proxy: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Both processes at once, then the proxy."""
        command = [sys.executable, "-m", self.program, "run"]
        for port, path in zip(self.ports, self.logs, strict=True):
            self._serving.append(spawn(command, {**self.environment, "PORT": str(port)}, path))
        for process, url, path in zip(self._serving, self.urls, self.logs, strict=True):
            answers(process, url, path)
        config = self.log.with_name("Caddyfile")
        upstream = " ".join(f"127.0.0.1:{port}" for port in self.ports)
        config.write_text(PLAIN.format(url=self.url, upstream=upstream))
        command = ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
        home = str(self.log.parent)
        environment = {**os.environ, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        self._proxy = spawn(command, environment, self.log)
        answers(self._proxy, self.url, self.log)

    def stop(self) -> int:
        """Ends all of them; returns the largest exit status of the application."""
        if self._proxy is not None:
            self._proxy.kill()
            self._proxy.wait()
            self._proxy = None
        for process in self._serving:
            process.terminate()
        codes = [process.wait(STOP_SECONDS) for process in self._serving]
        self._serving = []
        return max(codes, default=0)

    def shares(self) -> list[int]:
        """How many requests each process answered."""
        return [path.read_text().count('"logger": "mashang.access"') for path in self.logs]


def spawn(command: list[str], environment: dict[str, str], path: Path) -> subprocess.Popen[bytes]:
    with path.open("ab") as log:
        return subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
