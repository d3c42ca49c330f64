"""The job that puts a file of unsent work in: entry by entry, through the verbs of the requests."""

from pathlib import Path
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.sessions import load_user
from webapp.errors import DomainError, Unavailable
from webapp.field.arrivals import arrived, serials
from webapp.field.entries import Entry
from webapp.field.importing import file_for
from webapp.field.previewing import names_of, read
from webapp.field.replaying import recognised, replay, words
from webapp.jobs.queue import Running
from webapp.settings import settings

MOST_SHOWN = 8
NO_VISIT = "前面的记录没有导入，检查没有开始，其余内容都还在文件里。"
NOT_YET = "有内容没有导入，暂不提交；其余内容已经保存。"


async def work(job: Running) -> dict[str, Any]:
    """The job: visit by visit, entry by entry. Run again it finds what had arrived, and goes on."""
    user = await load_user(job.person)
    row = await file_for(user, job.params["file"])
    unsent = await read(user, row)
    here = await arrived(unsent.visits)
    names = await names_of(user, unsent)
    total = sum(map(len, unsent.visits.values()))
    told, done = [], 0
    for visit, entries in unsent.visits.items():
        became = _Became(names[visit], visit)
        for entry in entries:
            await became.take(user, entry, settings().imports / row["file"], unsent.device, here)
            done += 1
            await job.progress(done, total, f"正在导入 {names[visit]}")
        told.append(became.told())
    found = await serials(unsent.visits)
    for one in told:
        one["serial"] = found.get(UUID(one["id"]), "")
    return {"visits": told}


class _Became:
    """What becomes of one visit. One refused entry keeps back the submission, and nothing else."""

    def __init__(self, name: str, visit: UUID) -> None:
        self.name, self.visit = name, visit
        self.sent, self.already, self.unopened = 0, 0, False
        self.refused: list[dict[str, str]] = []

    async def take(self, user: User, entry: Entry, path: Path, device: str, here: set[str]) -> None:
        kind = recognised(entry)[0]
        if entry.id in here:
            self.already += 1
        elif self.unopened:
            self._refuse(entry, NO_VISIT)
        elif kind == "submission" and self.refused:
            self._refuse(entry, NOT_YET)
        else:
            try:
                await replay(user, entry, path, device)
                self.sent += 1
            except Unavailable:
                raise  # the job waits and is tried again
            except DomainError as error:
                self._refuse(entry, error.sentence)
                self.unopened = kind == "open"

    def _refuse(self, entry: Entry, why: str) -> None:
        self.refused.append({"what": words(entry), "why": why})

    def told(self) -> dict[str, Any]:
        """For the page; a sentence that repeats is told once, with how often."""
        counted: dict[tuple[str, str], int] = {}
        for one in self.refused:
            key = (one["what"], one["why"])
            counted[key] = counted.get(key, 0) + 1
        shown = [
            {"what": what, "why": why, "times": times}
            for (what, why), times in list(counted.items())[:MOST_SHOWN]
        ]
        return {
            "id": str(self.visit), "name": self.name, "sent": self.sent, "already": self.already,
            "refused": len(self.refused), "reasons": shown,
        }  # fmt: skip
