"""Files that jobs make for whoever asked: in MASHANG_DATA/exports, for a week; they can be made again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from webapp.accounts.people import User
from webapp.disk import untouched
from webapp.errors import NotFound
from webapp.jobs.queries import job_for
from webapp.jobs.queue import Running
from webapp.settings import settings

KEPT = timedelta(days=7)


def path_of(job: int) -> Path:
    """Where the spreadsheet of a job lies."""
    return settings().data / "exports" / f"{job}.xlsx"


async def make(running: Running, write: Callable[[Path], Awaitable[int]]) -> dict[str, int]:
    """Let `write` fill the file of a job and return its rows; the file takes its name when it is whole."""
    target = path_of(running.id)
    await asyncio.to_thread(_prepare, target.parent)
    temporary = target.with_suffix(f".{running.holder}")
    try:
        rows = await write(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return {"rows": rows}


async def made(user: User, job: int, kind: str) -> Path:
    """The file that one's own job of this kind has made; NotFound otherwise, and a week later."""
    row = await job_for(user, job)
    path = path_of(job)
    if row["kind"] != kind or row["state"] != "done" or not path.is_file():
        raise NotFound("导出的文件已不在，请重新导出。")
    return path


def _prepare(folder: Path) -> None:
    """Make the folder; remove what was fetched, or left by a process that died, a week ago."""
    folder.mkdir(parents=True, exist_ok=True)
    # The folder is shared: what begins with a word belongs to others.
    for old in untouched(folder.glob("[0-9]*"), KEPT):
        old.unlink(missing_ok=True)
