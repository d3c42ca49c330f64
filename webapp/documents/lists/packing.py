"""Documents of a filtered list as one zip: a job that keeps every PDF it has made, so that a restart goes on from there."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.audit import record
from webapp.clock import local
from webapp.db import transaction
from webapp.disk import untouched
from webapp.documents.events import PACKED
from webapp.documents.lists.listing import Wanted, documents, how_many
from webapp.documents.lists.packed import keep
from webapp.documents.lists.packed import pack as _pack
from webapp.documents.proof import problems
from webapp.documents.rules import Method, State
from webapp.documents.verbs.delivering import deliveries_of
from webapp.documents.views.files import name_of, no_pdf, pdf_bytes
from webapp.enterprises.lists.within import all_within
from webapp.errors import DomainError, Invalid, NotFound, Unavailable
from webapp.jobs.queries import job_for
from webapp.jobs.queue import Running
from webapp.jobs.runner import KINDS
from webapp.jobs.verbs import enqueue
from webapp.settings import settings

log = logging.getLogger("mashang")
Row = dict[str, Any]
KIND = "documents.pack"
MOST = 2000
OUT_OF_REACH = "这个包里的文书不全在您现在的管辖范围内，请重新打包。"
KEPT = timedelta(days=7)


def folder_of(job: int) -> Path:
    """Where the PDFs of a job lie until they are packed."""
    return settings().data / "exports" / f"documents-{job}"


def path_of(job: int) -> Path:
    return folder_of(job).with_suffix(".zip")


def _out(wanted: Wanted) -> Wanted:
    """What can be packed: drafts are nobody's papers yet."""
    return Wanted(**{**asdict(wanted), "numbered": True})


async def begin(user: User, wanted: Wanted) -> int:
    """Put a pack into the queue; the job's id. Invalid when it is empty or too large, Unavailable without a font."""
    if said := await no_pdf():
        raise Unavailable(said)
    found = await how_many(user, _out(wanted))
    if not found:
        raise Invalid("筛选出来的文书里没有已签发的，没有可以打包的。")
    if found > MOST:
        raise Invalid(f"一次最多打包 {MOST} 份，现在筛选出 {found} 份，请缩小范围。")
    told: Row = asdict(wanted)
    params = {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
    async with transaction():
        job = await enqueue(user, KIND, params)
        await record(user, PACKED, job, after={"number": found}, bureau=user.bureau)
    return job


def wanted_of(params: Row) -> Wanted:
    """The filters of a job as they were given."""
    days = {name: date.fromisoformat(params[name]) if params[name] else None for name in ("since", "until")}
    return _out(Wanted(**{**params, **days}))


async def work(running: Running) -> Row:
    """The job, with the reach that the person has now; goes on with what lies in its folder."""
    user, wanted = await load_user(running.person), wanted_of(running.params)
    total = await how_many(user, wanted)
    folder = folder_of(running.id)
    await asyncio.to_thread(_prepare, folder)
    await running.progress(0, total, "正在生成文书", now_=True)
    lines: list[tuple[Any, ...]] = []
    theirs: set[int] = set()
    failed: list[Row] = []
    async for row, delivery in _every(user, wanted):
        path = folder / f"{row['id']}.pdf"
        if not path.exists():
            made = await _made(row)
            if made:
                await asyncio.to_thread(keep, path, made, running.holder)
            else:
                failed.append({"id": str(row["id"]), "number": row["number"], "title": row["title"]})
        lines.append(await _line(row, delivery))
        theirs.add(row["enterprise"])
        await running.progress(len(lines), total, f"已生成 {len(lines)} 份")
    await running.progress(total, total, "正在打包", now_=True)
    # A process that lost its lease may still be writing: each process uses file names of its own, and only one clears
    # the folder.
    packed = path_of(running.id).with_suffix(f".{running.holder}")
    try:
        await asyncio.to_thread(_pack, folder, packed, lines)
        await running.beat()
        await asyncio.to_thread(_finish, packed, folder)
    finally:
        packed.unlink(missing_ok=True)
    return {"documents": len(lines) - len(failed), "enterprises": sorted(theirs), "failed": failed}


async def _made(row: Row) -> bytes:
    """The PDF of a document; empty, with a line in the log, when it cannot be made: the others are packed all the same."""
    try:
        return await pdf_bytes(row)
    except Unavailable:
        raise  # a store or a font that is missing now fails for all: the job says so, and is begun again later
    except (DomainError, RuntimeError, ValueError, LookupError, TypeError):
        log.exception("pack: no PDF of document %s", row["id"])
        return b""


async def _every(user: User, wanted: Wanted) -> AsyncIterator[tuple[Row, Row | None]]:
    cursor: str | None = None
    while True:
        page = await documents(user, wanted, cursor, size=100)
        known = await deliveries_of([row["id"] for row in page.rows])
        for row in page.rows:
            yield row, known.get(row["id"])
        cursor = page.cursor
        if cursor is None:
            return


async def _line(row: Row, delivery: Row | None) -> tuple[Any, ...]:
    day = local(delivery["delivered_at"]).date() if delivery else None
    return (
        row["number"], row["title"], row["enterprise_name"], State(row["state"]).label, local(row["issued_at"]).date(),
        row["issuer_name"] or "", day, Method(delivery["method"]).label if delivery else "",
        delivery["recipient"] if delivery else "", "不通过" if await problems(row) else "通过",
        row["content_sha256"], f"{row['id']}.pdf|{name_of(row, 'pdf')}",
    )  # fmt: skip


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in untouched(folder.parent.glob("documents-*"), KEPT):
        if old.is_dir():
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)  # another process may be at it
        else:
            old.unlink(missing_ok=True)


def _finish(packed: Path, folder: Path) -> None:
    packed.replace(folder.with_suffix(".zip"))
    shutil.rmtree(folder)


async def _within(user: User, result: Row) -> bool:
    """Packs of releases that did not write down whose documents they hold are made anew."""
    return "enterprises" in result and await all_within(user, result["enterprises"])


async def pack_of(user: User, job: int) -> tuple[Row, Path]:
    """One's own pack, with the path of its file when it is there; NotFound otherwise, also when somebody does not
    reach any more what was packed, because person or enterprise have moved.
    """
    row = await job_for(user, job)
    if row["kind"] != KIND:
        raise NotFound
    if row["state"] == "done" and not await _within(user, row["result"]):
        raise NotFound(OUT_OF_REACH)
    return row, path_of(job)


KINDS[KIND] = work
