"""Files and versions that the tests of checklists play with."""

import io
import json

from openpyxl import Workbook

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.audit.tables import EventRow
from webapp.checklists.files import EXAMPLE
from webapp.checklists.items import HEADINGS
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion


def xlsx(*rows, headings=None, title="检查项"):
    book = Workbook()
    book.active.title = title
    book.active.append(headings or list(HEADINGS.values()))
    for row in rows:
        book.active.append(list(row.values()) if isinstance(row, dict) else row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def example(**changes):
    return EXAMPLE | changes


async def admin():
    return await load_user(ids()["admin"])


async def first():
    """The checklist and its published version that come with the product."""
    version = await ChecklistVersion.select().order_by(ChecklistVersion.id).first()
    return version["checklist"], version["id"]


async def draft():
    """A draft made from it: (checklist, version)."""
    from webapp.checklists.verbs import new_version

    checklist, old = await first()
    return checklist, await new_version(await admin(), old)


async def counts():
    """How much is stored: checklists, versions, items."""
    return [await table.count() for table in (Checklist, ChecklistVersion, ChecklistItem)]


async def last_event():
    row = await EventRow.select().order_by(EventRow.id, ascending=False).first()
    return row | {name: json.loads(row[name]) if row[name] else None for name in ("before", "after")}
