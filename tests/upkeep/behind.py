"""The application behind Debian's Caddy with deploy/Caddyfile: TLS of its own, one or several processes."""

import os
import socket
import ssl
import subprocess
from pathlib import Path

from tests.browser.server import PROJECT, Server
from tests.ports import free_port
from tests.upkeep.served import wait_until

TLS = "caddy/pki/authorities/local/root.crt"


class Proxy:
    """Caddy in front of `upstream` addresses; `url` is what people type."""

    def __init__(self, place: Path) -> None:
        self.place, self.port = place, free_port()
        self.url = f"https://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *upstream: str) -> None:
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(self.place),
            "XDG_CONFIG_HOME": str(self.place),
            "MASHANG_HOST": self.url,
            "MASHANG_HTTP_PORT": str(free_port()),
            "MASHANG_UPSTREAM": " ".join(upstream),
        }
        command = [
            "caddy",
            "run",
            "--config",
            str(PROJECT / "deploy" / "Caddyfile"),
            "--adapter",
            "caddyfile",
        ]
        with (self.place / "caddy.log").open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.place / "caddy.log").read_text()
        if not (self.place / TLS).exists():
            return False
        try:
            with socket.create_connection(("localhost", self.port), 1) as wire:
                self.trust().wrap_socket(wire, server_hostname="localhost").close()
        except OSError:
            return False
        return True

    def trust(self) -> ssl.SSLContext:
        """What a phone has that installed the root certificate."""
        return ssl.create_default_context(cafile=str(self.place / TLS))

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


def hold_socket(server: Server) -> socket.socket:
    """Hold the server's port as systemd does; its processes take it over as file descriptor 3."""
    held = socket.create_server(("127.0.0.1", int(server.environment["PORT"])), backlog=512)
    held.set_inheritable(True)
    server.handed = held.fileno()
    server.environment["LISTEN_FDS"] = "1"
    return held
