"""Enterprises as rows of the import's own table."""

from typing import Any

from webapp.accounts.people import User
from webapp.enterprises.forms import SearchForm
from webapp.enterprises.import_columns import as_row
from webapp.enterprises.listing import matching
from webapp.enterprises.queries import hazards_of
from webapp.enterprises.tables import Enterprise
from webapp.errors import TooLarge

MOST = 20_000
STEP = 500


async def rows_for_export(user: User, form: SearchForm) -> list[list[Any]]:
    """The filtered enterprises, read a step at a time; TooLarge when there are more than MOST."""
    condition, last, rows = await matching(user, form), 0, list[list[Any]]()
    columns = (*Enterprise.all_columns(), Enterprise.bureau.code.as_alias("bureau_code"))
    while (
        found := await Enterprise.select(*columns)
        .where(condition)
        .where(Enterprise.id > last)
        .order_by(Enterprise.id)
        .limit(STEP)
    ):
        last = found[-1]["id"]
        hazards = await hazards_of(row["id"] for row in found)
        rows += [as_row(row, hazards[row["id"]]) for row in found]
        if len(rows) > MOST:
            raise TooLarge(f"超过 {MOST} 家，请先用筛选缩小范围，再导出。")
    return rows
