"""`mashang demo`: build the rows, write them in one transaction, seal the trail."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import date

from piccolo.table import Table

from webapp.accounts.login.passwords import hash_password
from webapp.accounts.rules import password_problem
from webapp.accounts.tables import Bureau, BureauArea, Credential, Membership, Person
from webapp.audit.verbs import record_many, seal_waiting
from webapp.clock import today as this_day
from webapp.db import transaction
from webapp.db.marks import DEMO, DEMO_PASSWORD, set_mark
from webapp.db.sql.bulk import next_id, set_sequences, write_rows
from webapp.db.sql.statistics import analyze
from webapp.demo.book import Book
from webapp.demo.build import MOST, Demo, build
from webapp.demo.land.knowledge import Knowledge, learn
from webapp.demo.land.province import Province
from webapp.demo.loaded import Loaded, remembered
from webapp.demo.pictures.made import seal_all
from webapp.demo.year import campaigns, draws, duties, papers, receipts
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.errors import Conflict, Invalid
from webapp.evidence.tables import Photo
from webapp.field.tables import DayList, DayListEntry
from webapp.findings.tables import Finding, Recheck, Report
from webapp.inspections.tables import Answer, DraftFinding, DraftRecheck, Inspection, Slot
from webapp.reminders.run import remind
from webapp.settings import settings

# In the order of their foreign keys.
TABLES: tuple[type[Table], ...] = (
    Bureau, BureauArea, Person, Enterprise, EnterpriseHazard, QrCode, Membership, Credential, Inspection, Answer, DraftFinding,
    Slot, Finding, DraftRecheck, Recheck, Report, Photo, DayList, DayListEntry,
)  # fmt: skip
SEED = 341700


async def load(
    *,
    if_empty: bool = False,
    enterprises: int = MOST,
    seed: int = SEED,
    today: date | None = None,
    visits: int = 3,
    told: Callable[[int], object] = int,
) -> Loaded | None:
    """Load the demo into a database without people; with `if_empty` one that has some is left as it is: what was
    printed then if it is a demo, else None.

    `enterprises` beyond the core lie all over the province, each with `visits` visits, ten findings in three visits;
    `told` hears how many of them were written, each time.
    Raises Conflict when the database has people, Invalid for a password that is too weak.
    """
    if await Person.exists():
        if if_empty:
            return await remembered()
        raise Conflict("数据库里已有人员，不能装入演示数据。请换一个空的数据目录（MASHANG_DATA）。")
    check_password()
    password = settings().demo_password or f"demo-{secrets.token_hex(5)}"
    hashed = await hash_password(password)
    pictures = await asyncio.to_thread(seal_all)
    known = await learn()
    starts = {table: await next_id(table) for table in TABLES if _serial(table)}
    book = Book(seed, today or this_day(), starts)
    demo = await asyncio.to_thread(build, book, known, pictures, hashed, min(enterprises, MOST))
    await _write(demo, known, password)
    await papers.write(seed)
    await draws.write()
    await campaigns.write(book.today)
    await duties.write(seed, book.today)
    while await seal_waiting():
        pass
    if enterprises > MOST:
        await Province(seed, book.today, hashed, known, visits, told).fill(enterprises - MOST)
    await analyze()
    await remind(book.today)
    return await remembered()


def check_password() -> None:
    """Invalid, in a sentence, for a MASHANG_DEMO_PASSWORD that cannot be used; before anything is made."""
    password = settings().demo_password
    if password and (problem := password_problem(password)):
        raise Invalid(f"MASHANG_DEMO_PASSWORD 不能用：{problem}")


def _serial(table: type[Table]) -> bool:
    return table._meta.primary_key.column_type in {"SERIAL", "BIGSERIAL"}


async def _write(demo: Demo, known: Knowledge, password: str) -> None:
    async with transaction():
        for table in TABLES:
            await write_rows(table, demo.book.rows.get(table, []))
        await set_sequences(TABLES)
        prepared = await receipts.prepare(demo.book, known)
        demo.book.events.sort(key=lambda event: event["at"])
        await record_many(demo.book.events)
        await set_mark(DEMO, "1")
        await set_mark(DEMO_PASSWORD, password)
    while await seal_waiting():
        pass
    await receipts.finish(demo.book, prepared)
