"""Many labels: a job makes them in parts of twenty sheets, so that the first can be printed while the last is drawn."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.areas.queries import merged_into
from webapp.disk import untouched
from webapp.enterprises.lists.within import all_within
from webapp.errors import Invalid, NotFound
from webapp.gate import choosing
from webapp.gate.choosing import Wanted
from webapp.gate.labels import NO_FONT, Sheet, has_font, sheet_of
from webapp.jobs.queries import job_for
from webapp.jobs.queue import Running
from webapp.jobs.runner import KINDS
from webapp.jobs.verbs import enqueue
from webapp.settings import settings

KIND = "gate.labels"
MOST = 20_000
OUT_OF_REACH = "这批标签里有单位已不在您的管辖范围内，请重新生成。"
KEPT = timedelta(days=7)
PART = {Sheet.SMALL: 480, Sheet.MEDIUM: 160, Sheet.LARGE: 50}


def file_of(job: int, part: int) -> Path:
    """Where a part (from 1) of a batch is kept."""
    return settings().data / "labels" / str(job) / f"{part}.pdf"


async def begin(user: User, wanted: Wanted, sheet: Sheet) -> int:
    """Put a batch into the queue; returns the job's id. Invalid when it is too large, or no font is here."""
    if not has_font():
        raise Invalid(NO_FONT)
    _, coded = await choosing.count(user, wanted)
    if not 0 < coded <= MOST:
        raise Invalid(f"一批可以打印 1 至 {MOST} 个标签，现在选了 {coded} 个。")
    params = {
        "enterprises": wanted.enterprises,
        "words": wanted.words,
        "area": wanted.area,
        "bureaus": wanted.bureaus,
        "sheet": sheet.value,
    }
    return await enqueue(user, KIND, params)


async def make(running: Running) -> dict[str, Any]:
    """The work of the job: PDFs of PART labels each; returns {"parts": [labels in each], "enterprises": …, "sheet": …}."""
    user, asked = await load_user(running.person), running.params
    sheet = Sheet(asked["sheet"])
    merged = tuple(await merged_into(asked["area"]))
    wanted = Wanted(
        tuple(asked["enterprises"]), asked["words"], asked["area"], tuple(asked["bureaus"]), merged
    )
    _, total = await choosing.count(user, wanted)
    await running.progress(0, total, "正在排版标签", now_=True)
    await anyio.to_thread.run_sync(_sweep)
    parts: list[int] = []
    theirs: list[list[int]] = []
    after = 0
    while found := await choosing.labels(user, wanted, most=PART[sheet], after=after):
        made = await anyio.to_thread.run_sync(sheet_of, [label for _, label in found], sheet)
        parts.append(len(found))
        theirs.append([enterprise for enterprise, _ in found])
        await anyio.to_thread.run_sync(_keep, file_of(running.id, len(parts)), made[0], running.holder)
        after = found[-1][0]
        await running.progress(sum(parts), total, "正在排版标签", now_=True)
    return {"parts": parts, "enterprises": theirs, "sheet": sheet.value}


def _sweep() -> None:
    """Remove batches that nobody fetched for a week; they can be made again."""
    for folder in untouched((settings().data / "labels").glob("*"), KEPT):
        shutil.rmtree(folder, ignore_errors=True)


def _keep(path: Path, pdf: bytes, holder: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{holder}")  # one that lost its lease may still be writing
    temporary.write_bytes(pdf)
    temporary.replace(path)


async def part_of(user: User, job: int, part: int) -> bytes:
    """The PDF of a part of one's own batch, while all that it shows is in reach; NotFound otherwise."""
    batch = await job_for(user, job)
    path = file_of(job, part)
    if batch["kind"] != KIND or not 0 < part <= len(batch["result"].get("parts", [])) or not path.is_file():
        raise NotFound("没有这份标签，可能已清理，请重新生成。")
    # Batches of releases that did not write down whose labels they hold are made anew.
    theirs = batch["result"].get("enterprises") or []
    if part > len(theirs) or not await all_within(user, theirs[part - 1]):
        raise NotFound(OUT_OF_REACH)
    return await anyio.to_thread.run_sync(path.read_bytes)


KINDS[KIND] = make
