"""`mashang audit verify`: whether every event is as it was written, in its place, and none is missing; and every row
that counts as its events say.
"""

import hmac
from dataclasses import dataclass, field
from typing import Any

from webapp.audit.rules import START, event_mac, link, mac
from webapp.audit.tables import Seal
from webapp.audit.vouching.ledger import Ledger
from webapp.audit.vouching.proving import prove
from webapp.audit.vouching.reading import columns_of
from webapp.db import sql
from webapp.db.sql.moment import one_moment
from webapp.settings import settings

STEP = 1000


@dataclass
class Verdict:
    """What was looked at, and what is wrong, one sentence each; `bad`: the rows (table, key) that are wrong.

    `vouched`: whether any event vouches for rows; else the database is from before that, and `mashang upgrade` is due.
    """

    events: int = 0
    sealed: int = 0
    rows: int = 0
    vouched: bool = True
    problems: list[str] = field(default_factory=list)
    bad: set[tuple[str, str]] = field(default_factory=set)


async def verify() -> Verdict:
    """Walk all events, all links and all rows that count, as of one moment.

    Finds changed, deleted, inserted, reordered and cut-off events, and changed, deleted and inserted rows.
    """
    verdict = Verdict()
    kept = _kept_head()  # before that moment: what is sealed after it is not in it
    async with one_moment():
        ledger = Ledger()
        try:
            await _events(verdict, ledger)
            await _copies(verdict)
            await _chain(verdict)
            _head(verdict, kept, await _links(kept))
            proven = await prove(ledger)
            verdict.vouched = not ledger.empty
        finally:
            ledger.close()
    verdict.rows, verdict.bad = proven.rows, proven.bad
    verdict.problems += proven.problems
    return verdict


async def heard() -> Ledger:
    """What all events vouch for."""
    ledger = Ledger()
    await _events(Verdict(), ledger)
    return ledger


async def _events(verdict: Verdict, ledger: Ledger) -> None:
    key, last = settings().key, 0
    # Before an upgrade the table lacks the newest. (Not *: PostgreSQL keeps what that was when it was asked first.)
    names = ", ".join(f'"{name}"' for name in sorted(await columns_of("event")))
    text = f"SELECT {names} FROM event WHERE id > {{}} ORDER BY id LIMIT {{}}"  # noqa: S608 - names of the database
    while rows := await sql(text, last, STEP):
        for row in rows:
            verdict.events += 1
            if not hmac.compare_digest(event_mac(key, row), row["mac"]):
                verdict.problems.append(f"事件 {row['id']} 被改动，或不是本系统写入的。")
            elif row.get("vouched"):
                ledger.hear(row["id"], row["vouched"])
        last = rows[-1]["id"]


async def _copies(verdict: Verdict) -> None:
    """A row that was copied is genuine by itself; no two of ours fall on the same microsecond with the same content."""
    rows: list[dict[str, Any]] = await sql(
        "SELECT e.id, d.first FROM event e JOIN (SELECT mac, MIN(id) AS first FROM event GROUP BY mac "
        "HAVING COUNT(*) > 1) d ON d.mac = e.mac WHERE e.id <> d.first ORDER BY e.id"
    )
    verdict.problems += [f"事件 {row['id']} 是事件 {row['first']} 的复制，不是本系统写入的。" for row in rows]


async def _chain(verdict: Verdict) -> None:
    key, number, previous = settings().key, 0, START
    while rows := await sql(
        "SELECT s.number, s.event, s.mac, e.mac AS event_mac FROM seal s LEFT JOIN event e ON e.id = s.event "
        "WHERE s.number > {} ORDER BY s.number LIMIT {}",
        number,
        STEP,
    ):
        for row in rows:
            verdict.sealed += 1
            if row["number"] != number + 1:
                verdict.problems.append(f"封存 {number + 1} 至 {row['number'] - 1} 缺失。")
            number = row["number"]
            if row["event_mac"] is None:
                verdict.problems.append(f"事件 {row['event']} 已封存，但被删除。")
            elif not hmac.compare_digest(
                link(key, previous, number, row["event"], row["event_mac"]), row["mac"]
            ):
                verdict.problems.append(f"封存 {number}（事件 {row['event']}）与链不符：顺序或内容被改动。")
            previous = row["mac"]


async def _links(kept: tuple[int, str] | None) -> dict[int, str]:
    row = await Seal.select(Seal.number, Seal.mac).order_by(Seal.number, ascending=False).first()
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


def _head(verdict: Verdict, kept: tuple[int, str] | None, links: dict[int, str]) -> None:
    path = settings().data / "keys" / "chain.head"
    if kept is None:
        if path.exists() or verdict.sealed:
            verdict.problems.append("链头文件缺失或被改动，无法确认末尾是否被截断。")
    elif links.get(kept[0]) != kept[1]:
        verdict.problems.append(f"链的末尾被截断或改写：应有第 {kept[0]} 次封存。")
