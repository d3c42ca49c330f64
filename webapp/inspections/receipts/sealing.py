"""The receipt 回执: its serial, its proof, and whether a stored one still agrees with the record."""

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from webapp.audit.rules import canonical, digest, mac
from webapp.audit.verbs import head
from webapp.clock import local, now
from webapp.db import insert_row, lock, look, sql
from webapp.db.sql.statement import columns
from webapp.errors import NotFound
from webapp.inspections.receipts.canonical import HEADERS, build
from webapp.inspections.tables import Inspection, Receipt, ReceiptSeries
from webapp.settings import settings

PREFIX = "HZ"
CODE_LENGTH = 10
Row = dict[str, Any]
_COLUMNS = columns(Receipt, "r")


async def issue(inspection: UUID, about: dict[str, Any]) -> Row:
    """Write the receipt of a visit that has just been submitted, in the caller's transaction; returns its row."""
    record = await build(inspection, about)
    text = canonical(record)
    at = now()
    receipt: Row = {
        "serial": await _next_serial(),
        "inspection": inspection,
        "record": text.decode(),
        "record_sha256": sha256(text).hexdigest(),
        "photos": json.dumps(
            [{name: one[name] for name in ("id", "sha256", "size")} for one in record["photos"]]
        ),
        "server_time": at,
        "chain_head": await head(),
    }
    receipt["mac"] = proof(receipt)
    await insert_row(Receipt, receipt)
    return receipt


async def _next_serial() -> str:
    day = local(now()).date()
    await sql("INSERT INTO receipt_series (day, last) VALUES ({}, 0) ON CONFLICT (day) DO NOTHING", day)
    await lock(ReceiptSeries, day)
    rows = await sql("UPDATE receipt_series SET last = last + 1 WHERE day = {} RETURNING last", day)
    return f"{PREFIX}{day:%Y%m%d}-{rows[0]['last']:04d}"


def proof(receipt: Row) -> str:
    """The HMAC over all that the receipt says; its key is not in the database."""
    said = {
        name: receipt[name] for name in ("serial", "inspection", "record_sha256", "server_time", "chain_head")
    }
    return mac(settings().key, "receipt", canonical({**said, "photos": json.loads(receipt["photos"])}))


def short_code(receipt: Row) -> str:
    """What is printed beside the serial, without which nobody is told anything."""
    return str(receipt["mac"])[:CODE_LENGTH]


def address(receipt: Row) -> str:
    """Where the holder of the paper checks it."""
    return f"{settings().base_url}/receipts/{receipt['serial']}?c={short_code(receipt)}"


def as_json(receipt: Row) -> Row:
    """The receipt as the phone keeps it."""
    return {
        "serial": receipt["serial"],
        "inspection": str(receipt["inspection"]),
        "record_sha256": receipt["record_sha256"],
        "photos": json.loads(receipt["photos"]),
        "server_time": receipt["server_time"].isoformat(),
        "chain_head": receipt["chain_head"],
        "mac": receipt["mac"],
        "code": short_code(receipt),
        "address": address(receipt),
    }


async def receipt_of(inspection: UUID) -> Row | None:
    """The receipt of a visit; None while it has none."""
    rows = await look(f"SELECT {_COLUMNS} FROM receipt r WHERE r.inspection = {{}}", inspection)  # noqa: S608
    return rows[0] if rows else None


@dataclass(frozen=True)
class Checked:
    """What the holder of a receipt may know. `problems` is empty when the check succeeds; `record` is empty when it is
    not the one of the receipt.
    """

    receipt: Row
    record: Row
    state: str
    replaced_by: Row | None = None
    problems: list[str] = field(default_factory=list)


async def check(serial: str, code: str) -> Checked:
    """Check a receipt against its proof and against the visit's tables; NotFound without the right code."""
    receipt: Row | None = await Receipt.select().where(Receipt.serial == serial).first()
    if receipt is None:
        raise NotFound("没有找到这张回执，请核对编号和校验码。")
    expected = proof(receipt)
    if not any(_same(code, known[:CODE_LENGTH]) for known in (expected, receipt["mac"])):
        raise NotFound("没有找到这张回执，请核对编号和校验码。")
    wrong = await problems(receipt)
    visit = await Inspection.select(Inspection.state).where(Inspection.id == receipt["inspection"]).first()
    record = _parsed(receipt["record"])
    if digest(record) != receipt["record_sha256"]:
        record = {}
    return Checked(receipt, record, visit["state"] if visit else "", await _replacement(receipt), wrong)


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


async def problems(receipt: Row) -> list[str]:
    """What does not agree with its proof and with the visit's tables, in sentences; empty when all is well."""
    found = []
    if not _same(proof(receipt), receipt["mac"]):
        found.append("回执的签章与内容不符。")
    record = _parsed(receipt["record"])
    if digest(record) != receipt["record_sha256"]:
        found.append("存档记录与回执的校验值不符。")
    elif not await _agrees(receipt, record):
        found.append("现有检查内容与存档记录不符。")
    return found


async def _agrees(receipt: Row, record: Row) -> bool:
    """Whether the visit's tables still say what the record says; one of a format of nobody's cannot."""
    if record.get("format") not in HEADERS:
        return False
    now_there = await build(receipt["inspection"], record["about"], record["format"])
    return bool(digest(now_there) == receipt["record_sha256"])


def _parsed(text: str) -> Row:
    try:
        record = json.loads(text)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


async def _replacement(receipt: Row) -> Row | None:
    row: Row | None = (
        await Receipt.select(Receipt.serial, Receipt.mac)
        .where(Receipt.inspection.copy_of == receipt["inspection"])
        .order_by(Receipt.server_time, ascending=False)
        .first()
    )
    return row
