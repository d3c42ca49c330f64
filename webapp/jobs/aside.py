"""The heavy part of a job in a process of its own, at a low priority: no request waits for its turn of Python.

    async with aside("webapp.enterprises.imports.staging:batches", {"path": …}) as batches:
        async for batch in batches: …

The named function takes the dict and is an async generator. What goes in and comes out are JSON's types, and tuples. It
may read the database and write files; writing to the database is left to the process that asked, whose writers take
turns. Raises here what the function raises there: a DomainError as it is, RuntimeError with the traceback otherwise, and
Interrupted when the process was ended from outside.

Whatever reads what somebody uploaded gets `bounds` of memory and of processor time: beyond them the process ends, and
TooLarge is raised here (webapp.jobs.examining is the way in for requests).
"""

import asyncio
import contextlib
import fcntl
import gc
import marshal
import os
import resource
import signal
import sys
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from webapp import errors, logs
from webapp.settings import PROJECT, settings, use

NICE = 10
# Hardly lower a priority where somebody waits for the answer, or the work takes only moments.
HARDLY_NICE = 2
# So many bytes may lie ready before the other process waits.
AHEAD = 1 << 20
ENDED = "后台处理被中断，会重新开始。"
TOO_MUCH = (
    "文件的内容过多或过于复杂，处理它所需的内存或时间超过限度，没有采用。请只保留需要的内容，或分成几个文件。"
)
ITEM, END, REFUSED, BROKEN = range(4)
# Out of memory where nothing could be said any more; no exit status that Python or a shell uses.
OUT_OF_MEMORY = 107
# SIGXCPU is the limit of time; the others are what programs in C do when they get no memory.
_BY_LIMIT = {OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS}


@dataclass(frozen=True)
class Bounds:
    """What a process may take: `memory` in bytes of address space, `seconds` of a processor, and how low it stands."""

    memory: int
    seconds: int
    nice: int = NICE


@asynccontextmanager
async def aside(
    work: str, told: dict[str, Any], bounds: Bounds | None = None, *, alone: Path | None = None
) -> AsyncIterator[AsyncIterator[Any]]:
    """Start it; leaving the block ends it. `alone`: a file that it locks, so that of several one works at a time."""
    from webapp.db.connect import ENGINE, SQLITE

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "webapp.jobs.aside", work, cwd=PROJECT, limit=AHEAD,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without its pipes")
    try:
        database = ENGINE.path if SQLITE else ENGINE.config  # type: ignore[union-attr]
        limits = astuple(bounds) if bounds else None
        with contextlib.suppress(ConnectionError):
            # On a pipe of its own, since a database's password is among it.
            start = (str(settings().data), database, limits, str(alone or ""), told)
            process.stdin.write(marshal.dumps(start))
            await process.stdin.drain()
            process.stdin.close()
        try:
            async with aclosing(_items(process.stdout)) as items:
                yield items
        except asyncio.IncompleteReadError:
            code = await process.wait()
            if bounds and code in _BY_LIMIT:
                raise errors.TooLarge(TOO_MUCH) from None
            raise errors.Interrupted(ENDED) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _items(pipe: asyncio.StreamReader) -> AsyncGenerator[Any, None]:
    """What the other process says; IncompleteReadError when it ended before it said so."""
    while True:
        size = int.from_bytes(await pipe.readexactly(4))
        kind, item = marshal.loads(await pipe.readexactly(size))  # noqa: S302 - written by this very program
        if kind == END:
            return
        if kind == REFUSED:
            name, sentence = item
            raise getattr(errors, name, errors.Invalid)(sentence)
        if kind == BROKEN:
            raise RuntimeError(item)
        yield item


def main(work: str) -> None:
    """The other process: do what is told on stdin, say what comes of it on stdout."""
    # Signals to the whole process group are ignored: the parent process decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    data, database, limits, alone, told = marshal.load(sys.stdin.buffer)  # noqa: S302 - see above
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    logs.configure(settings().log)
    use(data=Path(data))
    _bind(*limits or (None, None, NICE))
    try:
        with _turn(alone), contextlib.suppress(BrokenPipeError):
            asyncio.run(_work(work, database, told, answers))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _bind(memory: int | None, seconds: int | None, nice: int) -> None:
    with contextlib.suppress(OSError):
        os.nice(nice)
    if memory is None or seconds is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The hard limit ends a program that caught the signal of the soft limit.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _turn(alone: str) -> Iterator[None]:
    """Wait until no other process, whichever server's, holds this lock; it goes with the process."""
    if not alone:
        yield
        return
    Path(alone).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Path(alone).open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


async def _work(work: str, database: Any, told: dict[str, Any], answers: BinaryIO) -> None:
    module, name = work.split(":")
    engine = None
    try:
        do = getattr(import_module(module), name)
        engine = await _engine(database)
        async for item in do(told):
            _say(answers, ITEM, item)
        _say(answers, END, None)
    except errors.DomainError as error:
        _say(answers, REFUSED, (type(error).__name__, error.sentence))
    except MemoryError:
        _say(answers, REFUSED, (errors.TooLarge.__name__, TOO_MUCH))
    except BrokenPipeError:
        raise
    except Exception:
        _say(answers, BROKEN, traceback.format_exc())
    finally:
        if engine is not None:
            await engine.close()


async def _engine(database: Any) -> Any:
    """The engine of the one who asked, when the work has brought in the database at all."""
    from webapp.jobs.gentle import work_alone

    work_alone()
    # Garbage is collected rarely: this process makes many lasting objects and hardly any cycles.
    gc.set_threshold(20_000, 50, 50)
    if "webapp.db.connect" not in sys.modules:
        return None
    from webapp.db.connect import ENGINE, SQLITE

    if SQLITE:
        ENGINE.path = database  # type: ignore[union-attr]
    else:
        ENGINE.config = database  # type: ignore[union-attr]
        await ENGINE.open()
    return ENGINE


def _say(answers: BinaryIO, kind: int, item: Any) -> None:
    data = marshal.dumps((kind, item))
    answers.write(len(data).to_bytes(4) + data)
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
