"""Importing enterprises, and what an import of this kind adds to the frame of webapp/imports."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from webapp.enterprises.imports.applying import apply
from webapp.enterprises.imports.columns import COLUMNS
from webapp.enterprises.imports.known import NAME
from webapp.enterprises.imports.layout import LAYOUT, code_sheets
from webapp.enterprises.imports.taking_back import take_back
from webapp.enterprises.rules.values import LABELS
from webapp.enterprises.rules.wording import shown_value
from webapp.imports import verbs
from webapp.imports.kinds import Kind
from webapp.imports.reading import register
from webapp.web.text import clean

MOST_PLACE = 100


def _differences(values: Mapping[str, Any]) -> list[str]:
    before, after = values["before"], values["after"]
    return [
        f"{LABELS[key]}：{shown_value(key, before[key])} → {shown_value(key, after[key])}" for key in after
    ]


def _asked(fields: Mapping[str, str]) -> dict[str, Any]:
    """Where the rows are that say nothing of it."""
    return {"area": "".join(clean(fields.get("area", "")).split())[:MOST_PLACE]}


KIND = register(
    Kind(
        NAME, "/imports", ("/enterprises", "查看用人单位"), "用人单位", "单位", "家", LAYOUT, COLUMNS,
        "webapp.enterprises.imports.staging:looked_at", "webapp.enterprises.imports.staging:batches",
        code_sheets, _differences, _asked, apply, take_back,
    )
)  # fmt: skip

begin = partial(verbs.begin, KIND)
import_for = partial(verbs.import_for, KIND)
rows_of = partial(verbs.rows_of, KIND)
confirm = partial(verbs.confirm, KIND)
check_again = partial(verbs.check_again, KIND)
give_up = partial(verbs.give_up, KIND)
