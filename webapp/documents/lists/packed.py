"""The files of a pack: one PDF after the other, then the zip with 目录.xlsx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from webapp.web.sheets.write import write_xlsx

NOT_MADE = "没有生成：这份文书排版出错，请到它的页面下载 DOCX，并告诉管理员"
HEADINGS = [
    "编号", "文书", "用人单位", "状态", "签发日期", "签发人", "送达日期", "送达方式", "签收人", "校验", "SHA-256", "文件",
]  # fmt: skip
WIDTHS = [24, 22, 34, 10, 13, 12, 13, 12, 12, 12, 66, 60]


def keep(path: Path, data: bytes, holder: str) -> None:
    temporary = path.with_suffix(f".{holder}")
    temporary.write_bytes(data)
    temporary.replace(path)


def pack(folder: Path, target: Path, lines: list[tuple[Any, ...]]) -> None:
    """The zip with 目录.xlsx; names that come twice get a number."""
    taken: dict[str, int] = {}
    shown = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for line in lines:
            stored, _, name = line[-1].partition("|")
            if not (folder / stored).exists():
                shown.append((*line[:-1], NOT_MADE))
                continue
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:
                name = name.replace(".pdf", f"（{taken[name]}）.pdf")
            packed.write(folder / stored, name)
            shown.append((*line[:-1], name))
        sheet = io.BytesIO()
        write_xlsx(sheet, "目录", HEADINGS, shown, widths=WIDTHS)
        packed.writestr("目录.xlsx", sheet.getvalue())
