"""The heavy part of a job in a process of its own, at a low priority: no request waits for its turn of Python.

    async with aside("webapp.enterprises.staging:batches", {"path": …}) as batches:
        async for batch in batches: …

The named function takes the dict and is an async generator. What goes in and comes out are JSON's types, and tuples. It
may read the database and write files; writing to the database is left to the process that asked, whose writers take
turns. Raises here what the function raises there: a DomainError as it is, RuntimeError with the traceback otherwise, and
Interrupted when the process was ended from outside.
"""

import asyncio
import contextlib
import gc
import marshal
import os
import signal
import sys
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from webapp import errors, logs
from webapp.settings import PROJECT, settings, use

NICE = 10
# So many bytes may lie ready before the other process waits.
AHEAD = 1 << 20
ENDED = "后台处理被中断，会重新开始。"
ITEM, END, REFUSED, BROKEN = range(4)


@asynccontextmanager
async def aside(work: str, told: dict[str, Any]) -> AsyncIterator[AsyncIterator[Any]]:
    """Start it; leaving the block ends it."""
    from webapp.db.connect import ENGINE, SQLITE

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "webapp.jobs.aside", work, cwd=PROJECT, limit=AHEAD,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without its pipes")
    try:
        database = ENGINE.path if SQLITE else ENGINE.config  # type: ignore[union-attr]
        with contextlib.suppress(ConnectionError):
            # On a pipe of its own, since a database's password is among it.
            process.stdin.write(marshal.dumps((str(settings().data), database, told)))
            await process.stdin.drain()
            process.stdin.close()
        async with aclosing(_items(process.stdout)) as items:
            yield items
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _items(pipe: asyncio.StreamReader) -> AsyncGenerator[Any, None]:
    while True:
        try:
            size = int.from_bytes(await pipe.readexactly(4))
            data = await pipe.readexactly(size)
        except asyncio.IncompleteReadError:
            raise errors.Interrupted(ENDED) from None
        kind, item = marshal.loads(data)  # noqa: S302 - written by this very program
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
    # The one who started us ends us; a signal to the whole group is for that one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.nice(NICE)
    data, database, told = marshal.load(sys.stdin.buffer)  # noqa: S302 - see above
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    logs.configure(settings().log)
    use(data=Path(data))
    with contextlib.suppress(BrokenPipeError):
        asyncio.run(_work(work, database, told, answers))


async def _work(work: str, database: Any, told: dict[str, Any], answers: BinaryIO) -> None:
    from webapp.db.connect import ENGINE, SQLITE
    from webapp.jobs.gentle import work_alone

    work_alone()
    # It makes many things that stay and hardly any circles.
    gc.set_threshold(20_000, 50, 50)
    if SQLITE:
        ENGINE.path = database  # type: ignore[union-attr]
    else:
        ENGINE.config = database  # type: ignore[union-attr]
        await ENGINE.open()
    module, name = work.split(":")
    try:
        async for item in getattr(import_module(module), name)(told):
            _say(answers, ITEM, item)
        _say(answers, END, None)
    except errors.DomainError as error:
        _say(answers, REFUSED, (type(error).__name__, error.sentence))
    except BrokenPipeError:
        raise
    except Exception:
        _say(answers, BROKEN, traceback.format_exc())
    finally:
        await ENGINE.close()


def _say(answers: BinaryIO, kind: int, item: Any) -> None:
    data = marshal.dumps((kind, item))
    answers.write(len(data).to_bytes(4) + data)
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
