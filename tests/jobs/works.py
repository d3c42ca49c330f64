"""What the other process is told to do in test_examining.py; a module of its own, for that process to import."""

import asyncio
import ctypes
import os
import signal
import time
from pathlib import Path


async def pid(told):
    yield os.getpid()


async def spinning(told):
    while True:
        pass
    yield


async def growing(told):
    held = []
    while True:
        held.append(bytearray(50_000_000))
    yield held


async def crashing(told):
    ctypes.string_at(0)
    yield


async def killed(told):
    os.kill(os.getpid(), signal.SIGKILL)
    yield


async def broken(told):
    raise ZeroDivisionError("oops")
    yield


async def noted(told):
    """Notes in a file when it begins and ends."""
    for word in ("begin", "end"):
        path = Path(told["path"])
        path.write_text((path.read_text() if path.exists() else "") + word + "\n")
        await asyncio.sleep(0.1)
    yield time.time()
