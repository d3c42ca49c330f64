"""Serving without a failed request at a restart: a listening socket that outlives the process, and an end without haste."""

import asyncio
import os
import socket
from typing import cast

import uvicorn

from webapp.connections import Watched

FIRST = 3  # systemd's file descriptors begin here
GRACE = 0.3
TICKS = 10  # of a tenth of a second each


def inherited() -> list[socket.socket]:
    """The listening sockets that systemd (mashang.socket) hands over; none when it does not.

    What arrives while one process ends and the next starts waits in such a socket instead of being refused.
    """
    number = int(os.environ.get("LISTEN_FDS") or "0")
    if os.environ.get("LISTEN_PID", str(os.getpid())) != str(os.getpid()):
        return []
    return [socket.socket(fileno=FIRST + one) for one in range(number)]


class Unhurried(uvicorn.Server):
    """uvicorn's, but a connection that was accepted just before the end is read and answered, not closed unread; and
    every second each connection is looked at.
    """

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            now = asyncio.get_running_loop().time()
            for one in list(self.server_state.connections):
                cast("Watched", one).look(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await asyncio.sleep(GRACE)
        await super().shutdown(sockets)
