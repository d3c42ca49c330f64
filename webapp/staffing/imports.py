"""What an import of people adds to the frame of webapp/imports."""

from collections.abc import Mapping
from typing import Any

from webapp.imports.kinds import Kind
from webapp.imports.reading import register
from webapp.staffing.applying import apply, take_back
from webapp.staffing.columns import COLUMNS, LAYOUT, STAFF, code_sheets
from webapp.staffing.staging import NAME


def _lines(values: Mapping[str, Any]) -> list[str]:
    return list(values["lines"])


def _asked(fields: Mapping[str, str]) -> dict[str, Any]:
    """The role of rows that say nothing of it."""
    role = fields.get("role", "")
    return {"role": role if role in STAFF else ""}


KIND = register(
    Kind(
        NAME, "/people/imports", ("/people", "查看人员"), "人员", "人员", "人", LAYOUT, COLUMNS,
        "webapp.staffing.staging:looked_at", "webapp.staffing.staging:batches",
        code_sheets, _lines, _asked, apply, take_back, may_keep=True, roles=STAFF,
    )
)  # fmt: skip
