"""How much people of an enterprise may upload: per report, per person and day, per enterprise and day, and unsent.

Counted in the transaction that adds a photo, while nobody else adds one for this enterprise.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from webapp.clock import midnight, today
from webapp.db import lock, look
from webapp.disk import in_words
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict

MB = 1024 * 1024


class Full(Conflict):
    """A limit of uploads is reached (409): trying again by itself does not help."""


@dataclass(frozen=True)
class Limit:
    """At most so many files and bytes of something; `helps`: what somebody can do who has reached it."""

    of: str
    files: int
    size: int
    helps: str

    def sentence(self, used: Used) -> str:
        return (
            f"{self.of}最多 {self.files} 个文件、共 {in_words(self.size)}，"
            f"现在已有 {used.files} 个、{in_words(used.size)}，放不下这个文件。{self.helps}"
        )


@dataclass(frozen=True)
class Used:
    """What counts against a limit."""

    files: int
    size: int


REPORT = Limit("一份报告", 30, 150 * MB, "请移除不需要的，或者先提交这份报告，其余的另交一份。")
PERSON = Limit("每人每天上传", 90, 400 * MB, "请明天再传，或者请本单位另一位同事上传。")
ENTERPRISE = Limit("每家单位每天上传", 200, 800 * MB, "请明天再传；急需补充的，请与监管机构联系。")
UNSENT = Limit("每家单位没有提交的报告", 120, 600 * MB, "请先提交已经填写的报告，或者移除其中不需要的照片。")
NEAR = 0.8  # from here on the page says what is left

_OWN = "p.owner_kind = 'report'"
_THEIRS = (
    "FROM finding f JOIN report r ON r.finding = f.id "
    f"JOIN photo p ON {_OWN} AND p.owner_id = CAST(r.id AS VARCHAR) WHERE f.enterprise = {{}} "
)
_SUM = "SELECT COUNT(*) AS n, COALESCE(SUM(p.size), 0) AS bytes "


async def _used(rest: str, *values: object) -> Used:
    row = (await look(_SUM + rest, *values))[0]
    return Used(int(row["n"]), int(row["bytes"]))


async def standing(person: int, enterprise: int, report: UUID) -> list[tuple[Limit, Used]]:
    """Every limit that holds for a file of this report, and what was used of it.

    What was removed counts for the day (its bytes are kept for the trail), not for the report.
    """
    day, here = midnight(today()), "p.withdrawn_at IS NULL"
    return [
        (REPORT, await _used(f"FROM photo p WHERE {_OWN} AND p.owner_id = {{}} AND {here}", str(report))),
        (PERSON, await _used(f"FROM photo p WHERE {_OWN} AND p.person = {{}} AND p.received_at >= {{}}", person, day)),
        (ENTERPRISE, await _used(f"{_THEIRS} AND p.received_at >= {{}}", enterprise, day)),
        (UNSENT, await _used(f"{_THEIRS} AND r.state = {{}} AND {here}", enterprise, "draft")),
    ]  # fmt: skip


async def room_for(person: int, enterprise: int, report: UUID, size: int) -> None:
    """Raise Full, in words, when one more file of so many bytes passes a limit.

    In a transaction it holds the enterprise, so that what comes together is counted one after the other.
    """
    await lock(Enterprise, enterprise)
    for limit, used in await standing(person, enterprise, report):
        if used.files >= limit.files or used.size + size > limit.size:
            raise Full(limit.sentence(used))


async def nearly(person: int, enterprise: int, report: UUID) -> str:
    """What the page says when a limit is near, "" otherwise."""
    said = []
    for limit, used in await standing(person, enterprise, report):
        if max(used.files / limit.files, used.size / limit.size) >= NEAR:
            files, size = max(0, limit.files - used.files), max(0, limit.size - used.size)
            said.append(f"{limit.of}还可以放 {files} 个文件、{in_words(size)}")
    return "；".join(said) + "。" if said else ""
