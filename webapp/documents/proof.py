"""What an issued document proves: its hash, its HMAC under the key outside of the database, and how a change shows."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from webapp.audit.rules import canonical, digest, mac
from webapp.documents.rendering.own import kept_template
from webapp.documents.tables import Document, NumberSeries, Picture
from webapp.documents.writing.blank import blank
from webapp.documents.writing.content import Content
from webapp.settings import settings

Row = dict[str, Any]
SAID = (
    "id", "enterprise", "inspection", "bureau", "kind", "title", "state", "series", "serial", "number", "code",
    "content_sha256", "seal", "template", "issued_at", "issued_by", "supersedes", "void_reason", "voided_at", "voided_by",
)  # fmt: skip
STEP = 200


def unsigned(content: Content) -> Content:
    """What is signed: the whole document but its signatures, its date of issue and every number that the server gives
    (its own is no part of it; that of the receipt is taken out), so that a phone without a network can say the same.
    """
    return {**content, "visit": {**content["visit"], "serial": ""}, "signatures": [], "issued": None}


def signable(content: Content) -> str:
    """The SHA-256 that a signature covers, see unsigned()."""
    return digest(unsigned(content))


def frozen(content: Content) -> str:
    """The SHA-256 of the document as issued."""
    return digest(content)


def proof(row: Row) -> str:
    """The HMAC over the row of a document that was issued."""
    return mac(settings().key, "document", canonical({name: row[name] for name in SAID}))


def loaded(text: str) -> Content:
    """A stored content; a blank one for what cannot be one any more."""
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    empty = blank()
    return content if isinstance(content, dict) and content.keys() == empty.keys() else empty  # type: ignore[return-value]


async def problems(row: Row) -> list[str]:
    """What is not as it was issued, in sentences; empty when all is well."""
    found = []
    if not hmac.compare_digest(proof(row), row["mac"] or ""):
        found.append("文书的编号、状态或签章被改动，与签发时不符。")
    content = loaded(row["content"])
    if digest(content) != row["content_sha256"] or canonical(content).decode() != row["content"]:
        return [*found, "文书内容被改动，与签发时的校验值不符。"]
    wanted = {one["image"] for one in content["signatures"] if one["image"]} | ({row["seal"]} - {None})
    for picture in sorted(wanted):
        kept = await Picture.select().where(Picture.sha256 == picture).first()
        if kept is None or hashlib.sha256(bytes(kept["data"])).hexdigest() != picture:
            found.append("签名或印章的图像缺失或被改动。")
    if row["template"] and await kept_template(row["template"]) is None:
        found.append("签发时所用的 DOCX 模板缺失或被改动。")
    return found


async def verify_all() -> tuple[int, list[str]]:
    """Every issued and voided document, and every row of numbers: (how many documents, what is wrong)."""
    found: list[str] = []
    seen, last = 0, ""
    while rows := await _after(last):
        for row in rows:
            seen += 1
            found += [f"文书 {row['number']}：{said}" for said in await problems(row)]
        last = rows[-1]["code"]
    return seen, found + await _gaps()


async def _after(code: str) -> list[Row]:
    """The next STEP by code; a question of its own each time, since Piccolo's where() adds to the one it is called on."""
    ended = Document.state.is_in(["issued", "void"]) & (Document.code > code)
    rows: list[Row] = await Document.select().where(ended).order_by(Document.code).limit(STEP)
    return rows


async def _gaps() -> list[str]:
    """Rows of numbers in which one is missing, or whose end does not agree with what was issued."""
    found = []
    for series in await NumberSeries.select().order_by(NumberSeries.id):
        rows = (
            await Document.select(Document.serial)
            .where((Document.series == series["id"]) & Document.serial.is_not_null())
            .order_by(Document.serial)
        )
        given = [row["serial"] for row in rows]
        if given != list(range(1, series["last"] + 1)):
            missing = sorted(set(range(1, series["last"] + 1)) - set(given))
            said = "、".join(str(one) for one in missing[:10]) or "末尾不符"
            found.append(f"编号 {series['stem'].replace('{}', '×')} 不连续：缺 {said}。")
    return found
