"""Receipts of the submitted visits, by the real record and the real proof, with serials of their days."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import Any

from webapp.audit.rules import START, canonical, digest
from webapp.clock import local
from webapp.db import sql, transaction
from webapp.db.sql.bulk import write_rows
from webapp.demo.book import Book, Row
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.year.records import Records
from webapp.findings.tables import Finding
from webapp.inspections.events import SUBMITTED
from webapp.inspections.receipts.sealing import PREFIX, proof
from webapp.inspections.tables import Inspection, Receipt, ReceiptSeries


async def prepare(book: Book, known: Knowledge) -> list[Row]:
    """The receipts without chain head and proof; tells the submissions. The rows are in the database already."""
    findings: dict[Any, list[int]] = {}
    for row in book.rows.get(Finding, []):
        findings.setdefault(row["inspection"], []).append(row["id"])
    visits = [row for row in book.rows.get(Inspection, []) if row["submitted_at"]]
    records = await Records.read(book, known)
    last: Counter[date] = Counter()
    receipts = []
    for visit in sorted(visits, key=lambda row: (row["submitted_at"], str(row["id"]))):
        at: datetime = visit["submitted_at"]
        day = local(at).date()
        last[day] += 1
        record = records.of(visit)
        photos = [{name: one[name] for name in ("id", "sha256", "size")} for one in record["photos"]]
        receipt = {
            "serial": f"{PREFIX}{day:%Y%m%d}-{last[day]:04d}", "inspection": visit["id"],
            "record": canonical(record).decode(), "record_sha256": digest(record), "photos": json.dumps(photos),
            "server_time": at,
        }  # fmt: skip
        receipts.append(receipt)
        after = {
            "receipt": receipt["serial"], "record_sha256": receipt["record_sha256"], "outcome": visit["outcome"],
            "counts": json.loads(visit["counts"]), "score": visit["score"], "findings": findings.get(visit["id"], []),
        }  # fmt: skip
        book.tell(at, visit["lead"], SUBMITTED, visit["id"], visit["enterprise"], after=after)
    for day, number in last.items():
        book.add(ReceiptSeries, day=day, last=number)
    return receipts


async def finish(book: Book, receipts: list[Row]) -> None:
    """Once the trail is sealed: give each receipt the link before its submission, and its proof."""
    rows = await sql(
        "SELECT e.thing_id, p.mac FROM event e JOIN seal s ON s.event = e.id LEFT JOIN seal p ON p.number = s.number - 1 "
        "WHERE e.action = {}",
        SUBMITTED.action,
    )
    heads = {row["thing_id"]: row["mac"] or START for row in rows}
    for receipt in receipts:
        receipt["chain_head"] = heads[str(receipt["inspection"])]
        receipt["mac"] = proof(receipt)
    async with transaction():
        await write_rows(Receipt, receipts)
        await write_rows(ReceiptSeries, book.rows.get(ReceiptSeries, []))
