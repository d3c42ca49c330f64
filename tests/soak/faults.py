"""A proxy in front of a server that does to requests what a bad network does; which one suffers is a seeded chance."""

import http.client
import random
import socket
import struct
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = ("drop before commit", "drop after commit", "delay", "500", "truncate", "portal page")
HOP = {"connection", "keep-alive", "transfer-encoding", "host"}
PORTAL = "<!doctype html><html><body><h1>欢迎使用免费 Wi-Fi</h1><form action='/login'>手机号</form></body></html>".encode()
DELAY = 0.8


class FaultProxy:
    """`url` leads to `target`. `rate`: which part of the writes and pings is hit; 0 lets everything through.

    `script`: faults for the next requests whatever the rate, in order ("" lets one through).
    """

    def __init__(self, target: str, seed: int = 1) -> None:
        self.target = urlsplit(target).netloc
        self.chance = random.Random(seed)
        self.rate = 0.0
        self.script: list[str] = []
        self.hit: Counter[str] = Counter()
        self.passed = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def fate(self, method: str, path: str) -> str:
        """What happens to this request: one of FAULTS, or "" for nothing."""
        if method == "GET" and not path.startswith("/field/ping"):
            return ""
        with self._lock:
            fault = ""
            if self.script:
                fault = self.script.pop(0)
            elif self.chance.random() < self.rate:
                fault = self.chance.choice(FAULTS)
            if fault:
                self.hit[fault] += 1
            else:
                self.passed += 1
            return fault

    def wait(self) -> None:
        self._stopping.wait(DELAY)

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is the ordinary case here."""


class _Handler(BaseHTTPRequestHandler):
    owner: FaultProxy
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.owner.fate(self.command, self.path)
        if fault == "drop before commit":
            return self._hang_up()
        if fault == "500":
            return self._answer(500, [("Content-Type", "text/plain")], b"oops")
        if fault == "portal page":
            return self._answer(200, [("Content-Type", "text/html; charset=utf-8")], PORTAL)
        if fault == "delay":
            self.owner.wait()
        try:
            status, headers, answer = self._forward(body)
        except (OSError, http.client.HTTPException):
            return self._hang_up()  # the server itself is away
        if fault == "drop after commit":
            return self._hang_up()
        if fault == "truncate":
            self._answer(status, headers, answer, len(answer) // 2)
            return self._hang_up()
        return self._answer(status, headers, answer)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection(self.owner.target, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            headers["Host"] = self.headers["Host"]
            headers["Connection"] = "close"
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
            return answer.status, kept, answer.read()
        finally:
            upstream.close()

    def _answer(
        self, status: int, headers: list[tuple[str, str]], body: bytes, part: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in {"content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body if part is None else body[:part])
            self.wfile.flush()

    def _hang_up(self) -> None:
        """A reset, as a phone that leaves the cell sends none but gets one."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Says nothing: the test speaks."""


for _method in ("GET", "HEAD", "PUT", "POST", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler._any)
