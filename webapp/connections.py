"""Connections that take a place and send nothing: each that waits, or is not read from, comes to its end.

uvicorn ends a connection only between two requests. Here one that is open without asking, whose head or unread body
comes too slowly, or whose answer nobody takes is ended too, and nobody holds so many that none are left for others.
"""

from asyncio import BaseTransport, Transport
from collections import Counter
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from webapp.addresses import counted, within
from webapp.pace import Pace
from webapp.settings import settings

# Beyond MOST connections uvicorn answers 503. Before that, idle connections are closed to make room.
MOST, ROOM, MOST_PER_ADDRESS = 1000, 900, 200
LONGEST_HEAD = 64_000
# How many times the usual patience an unread answer is kept: links stall, and the kernel sends in large pieces.
UNREAD = 4


class Watched(HttpToolsProtocol):
    """A connection of uvicorn's that knows what it waits for, and since when."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waiting: float | None = None  # for the head of a request, since then; None while one is answered
        self.head = 0  # bytes of a head that is not whole
        self.whole = True  # the last request has been received completely
        self.rest: Pace | None = None  # how fast the rest of a body comes whose request is already answered
        self.came, self.looked = 0, 0.0
        self.unsent, self.unsent_since = 0, 0.0
        self.address, self.proxied = "", False

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast("Transport", transport))
        self.waiting = self.looked = self.unsent_since = self.loop.time()
        here = self.client[0] if self.client else ""
        self.address, self.proxied = counted(here), within(here, settings().proxies)
        make_room(self, cast("set[Watched]", self.connections))

    def data_received(self, data: bytes) -> None:
        self.came += len(data)
        super().data_received(data)
        if self.waiting is not None and not self.whole and self.rest is None:
            self.head += len(data)
            if self.head > LONGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("Request head too large.")

    def on_message_begin(self) -> None:
        self.whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self.waiting, self.rest, self.head = None, None, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.whole, self.rest = True, None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:  # and no other request waits behind it
            self.waiting = self.loop.time()
            self.rest = None if self.whole else Pace(settings().patience)

    def look(self, now: float) -> None:
        """End it when nothing happens, or too little."""
        seconds, size = now - self.looked, self.came
        self.looked, self.came = now, 0
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent < self.unsent:
            self.unsent_since = now
        self.unsent = unsent
        if now - self.unsent_since > UNREAD * settings().patience:
            self.transport.abort()
        elif self.rest is not None:
            self.rest.came(seconds, size)
            if self.rest.left <= 0:
                self.transport.close()
        elif self.waiting is not None and now - self.waiting > settings().patience:
            self.transport.close()


def make_room(new: Watched, connections: set[Watched]) -> None:
    """Where it is full, end the one that has asked for nothing longest: of the same address, or of the one with most.

    Who comes is turned away only when the own address has all of its connections at work. Of a proxy's nobody knows
    whose they are; the proxy has bounds of its own.
    """
    if new.proxied:
        return
    strangers = [one for one in connections if not one.proxied]
    crowd = [one for one in strangers if one.address == new.address]
    full = len(crowd) > MOST_PER_ADDRESS
    if not full and len(connections) <= ROOM:
        return
    if not full:
        most, _ = Counter(one.address for one in strangers).most_common(1)[0]
        crowd = [one for one in strangers if one.address == most]
    idle = [one for one in crowd if one.waiting is not None and one is not new]
    if idle:
        min(idle, key=lambda one: one.waiting or 0.0).transport.close()
    elif full:
        new.transport.close()
