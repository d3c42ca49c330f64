"""Tables for import tests: rows as dicts of the import's columns."""

import io

from webapp.enterprises.imports.columns import HEADINGS, SHEET
from webapp.enterprises.rules.credit_codes import make_credit_code
from webapp.web.sheets.write import write_xlsx


def code(number):
    """A valid credit code of its own for every number."""
    return make_credit_code(f"91341702MB{number:07d}")


def row(number, **more):
    return {
        "name": f"导入厂{number}",
        "credit_code": code(number),
        "area": "341702001",
        "industry": "303",
        **more,
    }


def table(rows, headings=None):
    """The bytes of an XLSX."""
    target = io.BytesIO()
    chosen = headings or [item.key for item in HEADINGS]
    names = {item.key: item.heading for item in HEADINGS}
    write_xlsx(
        target, SHEET, [names[key] for key in chosen], [[each.get(key) for key in chosen] for each in rows]
    )
    return target.getvalue()
