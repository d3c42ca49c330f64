"""What the other process is told to do in test_import_aside.py; a module of its own, for that process to import."""

import asyncio
import os

from webapp.errors import Invalid
from webapp.settings import settings


async def told_back(told):
    yield {**told, "pid": os.getpid(), "nice": os.nice(0), "data": str(settings().data)}


async def many(told):
    for number in range(told["number"]):
        yield ("x" * 1000, number)


async def failing(told):
    yield 1
    raise {"refused": Invalid("第 3 行不行。"), "broken": ZeroDivisionError("oops")}[told["how"]]


async def dying(told):
    yield (0, 1, {}, [])
    os._exit(3)


async def endless(told):
    (settings().data / "pid").write_text(str(os.getpid()))
    yield (0, 1, {}, [])
    yield (1, 1, {"new": 1}, [(told["job"], 2, "new", "[]", "{}", "某厂", None)])
    await asyncio.Event().wait()
