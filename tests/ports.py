"""Ports for the servers of tests: nobody else takes one between its choice and its use."""

import itertools
import os
import random
import socket

# Below those that the system gives to whoever wants any, and each worker of xdist has some of its own.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 4
_FIRST, _MANY = 12_000 + 5_000 * _WORKER, 5_000
# Not from the first: another run on this machine may do the same.
_steps = itertools.count(random.randrange(_MANY))


def free_port() -> int:
    """One at which nobody listens."""
    while True:
        port = _FIRST + next(_steps) % _MANY
        with socket.socket() as probe:
            if _bound(probe, port):
                return port


def _bound(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
