"""The job that puts a file of unsent work in: entry by entry, through the verbs of the requests."""

from pathlib import Path
from typing import Any
from uuid import UUID

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.errors import DomainError, Unavailable
from webapp.field.unsent.arrivals import serials
from webapp.field.unsent.entries import Entry
from webapp.field.unsent.looking import solid
from webapp.field.unsent.recognising import recognised, words
from webapp.field.unsent.replaying import replay
from webapp.field.unsent.verbs import file_for, path_of
from webapp.jobs.aside import HARDLY_NICE, Bounds, aside
from webapp.jobs.queue import Running

MOST_SHOWN = 8
READING = Bounds(memory=1_200_000_000, seconds=120, nice=HARDLY_NICE)
NO_VISIT = "前面的记录没有导入，检查没有开始，其余内容都还在文件里。"
NOT_YET = "有内容没有导入，暂不提交；其余内容已经保存。"


async def work(job: Running) -> dict[str, Any]:
    """The job: visit by visit, entry by entry. Run again it finds what had arrived, and goes on."""
    user = await load_user(job.person)
    path = path_of(await file_for(user, job.params["file"]))
    become: dict[UUID, _Became] = {}
    done = 0
    async with aside(
        "webapp.field.unsent.looking:entries", {"path": str(path), "person": user.id}, READING
    ) as found:
        device, total, names = await anext(found)
        async for told, here in found:
            entry = solid(told)
            name = names[told["inspection"]]
            await become.setdefault(entry.inspection, _Became(name, entry.inspection)).take(
                user, entry, path, device, here
            )
            done += 1
            await job.progress(done, total, f"正在导入 {name}")
    receipts = await serials(become)
    return {"visits": [one.told() | {"serial": receipts.get(visit, "")} for visit, one in become.items()]}


class _Became:
    """What becomes of one visit. One refused entry keeps back the submission, and nothing else."""

    def __init__(self, name: str, visit: UUID) -> None:
        self.name, self.visit = name, visit
        self.sent, self.already, self.unopened = 0, 0, False
        self.refused: list[dict[str, str]] = []

    async def take(self, user: User, entry: Entry, path: Path, device: str, here: bool) -> None:
        kind = recognised(entry)[0]
        if here:
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
