"""The list of a campaign as a spreadsheet, in the memory of one page of it."""

import asyncio
import io

from webapp.accounts.people import User
from webapp.campaigns.queries.coverage import Asked, Row, enterprises
from webapp.campaigns.words import Origin
from webapp.web.sheets.write import Book

STEP = 5000
HEADINGS = [
    "序号",
    "用人单位",
    "监管机构",
    "乡镇（街道）",
    "来源",
    "理由",
    "情况",
    "检查次数",
    "最近检查",
    "未销号问题",
]
WIDTHS = [6, 34, 26, 16, 8, 20, 12, 8, 12, 10]


async def workbook(user: User, row: Row, asked: Asked) -> bytes:
    """What was asked for of the list of a campaign, whole, as XLSX."""
    target = io.BytesIO()
    book = Book(target)
    try:
        book.begin("应检名单", HEADINGS, WIDTHS)
        number, cursor = 1, None
        while True:
            page = await enterprises(user, row, asked, cursor, STEP)
            await asyncio.to_thread(book.append, [_line(n, one) for n, one in enumerate(page.rows, number)])
            number, cursor = number + len(page.rows), page.cursor
            if cursor is None:
                break
        await asyncio.to_thread(book.save)
    finally:
        book.close()
    return target.getvalue()


def _line(number: int, one: Row) -> tuple[object, ...]:
    return (
        number, one["name"], one["bureau_name"], one["town_name"] or one["area"], Origin(one["source"]).label,
        one["removed_why"] or one["reason"], one["standing"].label, one["visits"] or 0, one["last_on"],
        one["open_findings"],
    )  # fmt: skip
