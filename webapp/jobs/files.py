"""Files that jobs make for whoever asked: in MASHANG_DATA/exports, for a week; they can be made again."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path

from webapp.accounts.people import User
from webapp.disk import untouched
from webapp.errors import NotFound
from webapp.jobs.queries import job_for
from webapp.jobs.queue import Running
from webapp.settings import settings

KEPT = timedelta(days=7)
OUT_OF_REACH = "导出的内容不全在您现在的管辖范围内，请重新导出。"


def path_of(job: int) -> Path:
    """Where the spreadsheet of a job lies."""
    return settings().data / "exports" / f"{job}.xlsx"


async def make(running: Running, write: Callable[[Path, set[int]], Awaitable[int]]) -> dict[str, int]:
    """Let `write` fill the file of a job and return its rows; the file takes its name when it is whole.

    `write` adds to the set whose enterprises' rows they are, for `made`.
    """
    target, theirs = path_of(running.id), set[int]()
    await asyncio.to_thread(_prepare, target.parent)
    temporary = target.with_suffix(f".{running.holder}")
    try:
        rows = await write(temporary, theirs)
        await asyncio.to_thread(_holds(target).write_text, json.dumps(sorted(theirs)))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return {"rows": rows}


async def made(
    user: User, job: int, kind: str, reaches: Callable[[User, Iterable[int]], Awaitable[bool]]
) -> Path:
    """The file that one's own job of this kind has made; NotFound otherwise, a week later, and when it holds what is
    not in the person's reach any more: `reaches` (enterprises.within) says whether all of it is.
    """
    row = await job_for(user, job)
    path = path_of(job)
    if row["kind"] != kind or row["state"] != "done" or not path.is_file():
        raise NotFound("导出的文件已不在，请重新导出。")
    holds = _holds(path)
    if not holds.is_file() or not await reaches(user, json.loads(await asyncio.to_thread(holds.read_text))):
        raise NotFound(OUT_OF_REACH)
    return path


def _holds(path: Path) -> Path:
    """Beside a file: the ids of the enterprises whose rows are in it."""
    return path.with_suffix(".json")


def _prepare(folder: Path) -> None:
    """Make the folder; remove what was fetched, or left by a process that died, a week ago."""
    folder.mkdir(parents=True, exist_ok=True)
    # The folder is shared: what begins with a word belongs to others.
    for old in untouched(folder.glob("[0-9]*"), KEPT):
        old.unlink(missing_ok=True)
