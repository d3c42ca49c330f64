"""Checklist files: reading what people send, writing templates and versions as XLSX."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.checklists.items import HEADINGS, MAX_ITEMS, REQUIRED, Row
from webapp.checklists.rows import METHODS
from webapp.checklists.rules.modes import KEPT, mode_words
from webapp.errors import TooLarge
from webapp.jobs.aside import Bounds
from webapp.jobs.examining import examined
from webapp.web.sheets import Column, open_sheet, text_of
from webapp.web.sheets.write import write_xlsx

if TYPE_CHECKING:
    from litestar.datastructures import UploadFile

SHEET = "检查项"
MAX_BYTES = 2_000_000
MAX_TEXT = 2_000_000
LOOK = Bounds(memory=1_200_000_000, seconds=30)
COLUMNS = [
    Column(key, heading, required=key in REQUIRED, aliases=(key,)) for key, heading in HEADINGS.items()
]
WIDTHS = (8, 14, 44, 8, 10, 22, 14, 14, 10, 44, 44, 10, 10, 8, 20, 8)
EXAMPLE = {
    "code": "1.1",
    "category": "责任体系",
    "content": "建立职业病防治责任制",
    "key_item": "1",
    "method": "D",
    "duty_basis": "法5、6",
    "violation": "V08",
    "penalty_article": "70-(二)",
    "mode": "T1",
    "standard_fact": "未建立职业病防治责任制，缺少：＿＿＿。",
    "standard_requirement": "建立职业病防治责任制并存档。",
    "days": "30",
    "day_kind": "calendar",
    "photo_required": "0",
    "applies_when": "",
    "weight": "1",
}
EXPLAINED = {
    "code": "同一版本内不重复；请设为文本格式，否则 5.10 会变成 5.1",
    "category": "同一大类的检查项排在一起",
    "key_item": "1 是，0 否",
    "method": "；".join(f"{letter} {words}" for letter, words in METHODS.items()) + "；多个用空格隔开",
    "violation": "见“违法行为”工作表，可为空",
    "mode": "；".join(f"{text} {one.label}" for one, text in KEPT.items()) + "；也可以直接写中文",
    "standard_fact": "＿＿＿ 是现场填写的空",
    "days": "0 至 3650",
    "day_kind": "calendar 自然日，working 工作日",
    "photo_required": "1 是，0 否",
    "applies_when": "为空则总是适用；如：严重危害 或者 劳动者人数多于 100",
    "weight": "0 至 1000，默认 1",
}


async def read_items(upload: UploadFile) -> tuple[list[Row], list[int]]:
    """The rows of a file and what they are numbered there; Invalid or TooLarge with a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as file:
            while chunk := await upload.read(1 << 18):
                file.write(chunk)
        rows, numbers = await examined(
            "checklist", "webapp.checklists.files:looked_at", {"path": str(path)}, LOOK
        )
        return rows, numbers


async def looked_at(told: dict[str, Any]) -> AsyncGenerator[tuple[list[Row], list[int]], None]:
    """The rows of the file at `path`; TooLarge when together they hold more than a checklist can."""
    rows, numbers = _read(Path(told["path"]))
    # One long text can stand in every cell of a small file.
    if sum(len(value) for row in rows for value in row.values() if isinstance(value, str)) > MAX_TEXT:
        raise TooLarge("检查表的文字过多，请删去不属于检查项的内容。")
    yield rows, numbers


def _read(path: Path) -> tuple[list[Row], list[int]]:
    rows: list[Row] = []
    numbers: list[int] = []
    with open_sheet(path, COLUMNS, sheet=SHEET, max_rows=MAX_ITEMS, max_bytes=MAX_BYTES) as sheet:
        for number, cells in sheet.cells:
            # A code that is a number is kept as one, since the rules refuse it: 5.10 has become 5.1 already.
            row: dict[str, object] = {key: "" for key in HEADINGS if key in sheet.keys.values()}
            row |= {
                key: cells[place]
                if key == "code" and isinstance(cells[place], float)
                else text_of(cells[place])
                for place, key in sheet.keys.items()
                if place < len(cells)
            }
            if any(value != "" for value in row.values()):
                rows.append(row)
                numbers.append(number)
    return rows, numbers


async def workbook(rows: Sequence[Row], violations: Mapping[str, Mapping[str, Any]]) -> bytes:
    """An XLSX with the items, what the columns mean, and the violations they may name."""
    return await asyncio.to_thread(_write, rows, violations)


def _write(rows: Sequence[Row], violations: Mapping[str, Mapping[str, Any]]) -> bytes:
    target = io.BytesIO()
    marked = [heading + ("*" if key in REQUIRED else "") for key, heading in HEADINGS.items()]
    body = [[_value(key, row.get(key, "")) for key in HEADINGS] for row in rows]
    explained = [
        (heading, "必填" if key in REQUIRED else "选填", EXPLAINED.get(key, ""))
        for key, heading in HEADINGS.items()
    ]
    known = [
        (code, row["text"], mode_words(row["mode"], row["penalty_article"]))
        for code, row in violations.items()
    ]
    more = [
        ("说明", ("列", "填写", "说明"), explained),
        ("违法行为", ("代码", "违法行为", "处罚模式"), known),
    ]
    write_xlsx(target, SHEET, marked, body, widths=WIDTHS, more=more)
    return target.getvalue()


def _value(key: str, value: object) -> object:
    return int(value) if key == "days" and isinstance(value, str) and value.isdigit() else value
