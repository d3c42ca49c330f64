"""`mashang audit verify`: whether every event is as it was written, in its place, and none is missing."""

import hmac
from dataclasses import dataclass, field

from webapp.audit.rules import START, event_mac, link, mac
from webapp.audit.tables import Event, Seal
from webapp.settings import settings

STEP = 1000


@dataclass
class Verdict:
    """What was looked at, and what is wrong, one sentence each."""

    events: int = 0
    sealed: int = 0
    problems: list[str] = field(default_factory=list)


async def verify() -> Verdict:
    """Walk all events and all links; finds changed, deleted, inserted, reordered and cut-off events."""
    verdict = Verdict()
    macs = await _events(verdict)
    await _chain(verdict, macs)
    _head(verdict, await _links())
    return verdict


async def _events(verdict: Verdict) -> dict[int, str]:
    key, last = settings().key, 0
    macs: dict[int, str] = {}
    seen: dict[str, int] = {}
    while rows := await Event.select().where(Event.id > last).order_by(Event.id).limit(STEP):
        for row in rows:
            verdict.events += 1
            macs[row["id"]] = row["mac"]
            # A row that was copied is genuine by itself; no two of ours fall on the same microsecond with the same content.
            if (first := seen.setdefault(row["mac"], row["id"])) != row["id"]:
                verdict.problems.append(f"事件 {row['id']} 是事件 {first} 的复制，不是本系统写入的。")
            if not hmac.compare_digest(event_mac(key, row), row["mac"]):
                verdict.problems.append(f"事件 {row['id']} 被改动，或不是本系统写入的。")
        last = rows[-1]["id"]
    return macs


async def _chain(verdict: Verdict, macs: dict[int, str]) -> None:
    key, number, previous = settings().key, 0, START
    while rows := await Seal.select().where(Seal.number > number).order_by(Seal.number).limit(STEP):
        for row in rows:
            verdict.sealed += 1
            if row["number"] != number + 1:
                verdict.problems.append(f"封签 {number + 1} 至 {row['number'] - 1} 缺失。")
            number = row["number"]
            if row["event"] not in macs:
                verdict.problems.append(f"事件 {row['event']} 已封签，但被删除。")
            expected = link(key, previous, number, row["event"], macs.get(row["event"], ""))
            if row["event"] in macs and not hmac.compare_digest(expected, row["mac"]):
                verdict.problems.append(f"封签 {number}（事件 {row['event']}）与链不符：顺序或内容被改动。")
            previous = row["mac"]


async def _links() -> dict[int, str]:
    row = await Seal.select(Seal.number, Seal.mac).order_by(Seal.number, ascending=False).first()
    kept = _kept_head()
    found = {row["number"]: row["mac"]} if row else {}
    if kept:
        at = await Seal.select(Seal.number, Seal.mac).where(Seal.number == kept[0]).first()
        if at:
            found[at["number"]] = at["mac"]
    return found


def _kept_head() -> tuple[int, str] | None:
    path = settings().data / "keys" / "chain.head"
    if not path.exists():
        return None
    parts = path.read_text(errors="replace").split()
    if len(parts) != 3 or not parts[0].isdigit():
        return None
    number, chain, proof = parts
    if not hmac.compare_digest(mac(settings().key, "head", f"{number} {chain}".encode()), proof):
        return None
    return int(number), chain


def _head(verdict: Verdict, links: dict[int, str]) -> None:
    path = settings().data / "keys" / "chain.head"
    kept = _kept_head()
    if kept is None:
        if path.exists() or verdict.sealed:
            verdict.problems.append("链头文件缺失或被改动，无法确认末尾是否被截断。")
    elif links.get(kept[0]) != kept[1]:
        verdict.problems.append(f"链的末尾被截断或改写：应有第 {kept[0]} 个封签。")
