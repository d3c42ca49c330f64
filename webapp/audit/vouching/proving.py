"""Every row that counts against the events that vouch for it: changed, inserted and deleted ones are named."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from webapp.audit.vouching.hashing import PART, Hashes
from webapp.audit.vouching.ledger import Known, Ledger
from webapp.audit.vouching.reading import Seen, columns_of, every, names
from webapp.db import sql
from webapp.db.vouching import Vouched, vouched
from webapp.settings import settings

MOST = 1000  # sentences about one table; what is more is counted


@dataclass
class Proven:
    """How many rows were compared, what is wrong, and with which rows (table, key as text)."""

    rows: int = 0
    problems: list[str] = field(default_factory=list)
    bad: set[tuple[str, str]] = field(default_factory=set)


async def prove(ledger: Ledger) -> Proven:
    """Compare every table; nothing while no event vouches for any row (a database before its upgrade)."""
    proven = Proven()
    if ledger.empty:
        return proven
    hashes = Hashes(settings().key)
    for one in vouched().values():
        wanted = await wanted_of(one)
        if wanted:
            found = _Found(one)
            async for seen, known in walk(one, wanted, ledger, hashes):
                proven.rows += 1
                found.add(str(seen.key), wrong(seen, known, wanted))
            for key, event in ledger.missing(one.name, MOST + 1):
                found.add(key, f"被删除（事件 {event} 还记有它）。")
            for key in await _astray(one) if len(wanted) == len(names(one)) else ():
                found.add(key, "的监管机构与用人单位的不符。")
            proven.problems += found.said()
            proven.bad |= found.bad
    return proven


@dataclass
class _Found:
    one: Vouched
    number: int = 0
    problems: list[str] = field(default_factory=list)
    bad: set[tuple[str, str]] = field(default_factory=set)

    def add(self, key: str, words: str) -> None:
        if not words:
            return
        self.number += 1
        if len(self.problems) < MOST:
            self.problems.append(f"{self.one.word} {key} {words}" if key else f"{self.one.word}{words}")
            self.bad.add((self.one.name, key))

    def said(self) -> list[str]:
        more = self.number - len(self.problems)
        return [*self.problems, *([f"{self.one.word}另有 {more} 处不符。"] if more else [])]


async def walk(
    one: Vouched, wanted: tuple[str, ...], ledger: Ledger, hashes: Hashes
) -> AsyncIterator[tuple[Seen, Known | None]]:
    """Every row of a table with what is vouched for of it."""
    async for page in every(one, wanted, hashes):
        known = ledger.ask(one.name, [str(seen.key) for seen in page])
        for seen in page:
            yield seen, known.get(str(seen.key))


def wrong(seen: Seen, known: Known | None, wanted: tuple[str, ...]) -> str:
    """What is wrong with a row, in words."""
    if known is None:
        return "没有事件，不是本系统写入的。" if seen.counts else ""
    changed = [name.removeprefix(PART) for name in known.differs(wanted, seen.hashes)]
    return f"与事件不符，被改动的有：{'、'.join(changed)}。" if changed else ""


async def wanted_of(one: Vouched) -> tuple[str, ...]:
    """The columns to compare: those that the database has (before an upgrade it may lack some); none without a table."""
    here = await columns_of(one.name)
    return tuple(name for name in names(one) if name in here or name not in one.columns) if here else ()


async def _astray(one: Vouched) -> list[str]:
    """The rows in which a column that the database keeps is not what it follows."""
    found = []
    for column, source in one.follows.items():
        rows = await sql(
            f'SELECT "{one.key}" AS k FROM "{one.name}" WHERE "{column}" IS NULL '  # noqa: S608 - our own names
            f'OR "{column}" <> ({source.format(row=one.name)}) LIMIT {MOST}'
        )
        found += [str(row["k"]) for row in rows]
    return found
