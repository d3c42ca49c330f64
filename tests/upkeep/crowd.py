"""Many connections at once that send next to nothing, as long as the server lets them."""

import selectors
import socket
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Self


@dataclass
class Crowd:
    """`said`: with what each connection that came to its end was answered; "" for one that was only closed.

    Each says `first`, and then a byte of `drop` every `pause` seconds; without a drop nothing.
    """

    port: int
    first: bytes
    drop: bytes = b""
    number: int = 300
    address: str = "127.0.0.9"
    pause: float = 0.5
    trust: ssl.SSLContext | None = None  # through a proxy
    said: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    def __enter__(self) -> Self:
        self.began, self.stopping = monotonic(), threading.Event()
        self.wires = selectors.DefaultSelector()
        for _ in range(self.number):
            wire = socket.create_connection(("127.0.0.1", self.port), source_address=(self.address, 0))
            if self.trust is not None:
                wire = self.trust.wrap_socket(wire, server_hostname="localhost")
            wire.setblocking(False)
            self.wires.register(wire, selectors.EVENT_READ, bytearray())
            self._send(wire, self.first)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()
        for key in list(self.wires.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self.wires.close()

    @property
    def open(self) -> int:
        return len(self.wires.get_map())

    def _send(self, wire: socket.socket, data: bytes) -> None:
        try:
            wire.send(data)
        except OSError:
            return  # what was said before the end is read all the same

    def _run(self) -> None:
        dropped = monotonic()
        while not self.stopping.is_set() and self.open:
            for key, _ in self.wires.select(0.1):
                self._hear(key)
            if self.drop and monotonic() - dropped > self.pause:
                dropped = monotonic()
                for key in list(self.wires.get_map().values()):
                    self._send(key.fileobj, self.drop)  # type: ignore[arg-type]

    def _hear(self, key: selectors.SelectorKey) -> None:
        try:
            came = key.fileobj.recv(65536)  # type: ignore[union-attr]
        except ssl.SSLWantReadError:
            return
        except OSError:
            came = b""
        if came:
            key.data.extend(came)
            return
        self.said[bytes(key.data).split(b"\r\n", 1)[0].decode().partition(" ")[2][:3]] += 1
        self.lasted = monotonic() - self.began
        self.wires.unregister(key.fileobj)
        key.fileobj.close()  # type: ignore[union-attr]
