"""Counting what a page shows beside a list: exactly up to a limit, then "more", so that no count walks a whole table."""

from typing import Any

from piccolo.query.methods.select import Select

from webapp.db.transaction import sql

MOST = 9999


async def count_each(*selects: "Select[Any]") -> list[int]:
    """How many rows each finds, at most MOST + 1, in one statement."""
    parts = ", ".join(
        f"(SELECT COUNT(*) FROM ({{}}) AS c{place}) AS n{place}"  # noqa: S608
        for place in range(len(selects))
    )
    limited = [select.limit(MOST + 1).querystrings[0] for select in selects]
    row = (await sql(f"SELECT {parts}", *limited))[0]
    return [int(row[f"n{place}"]) for place in range(len(selects))]


def shown(number: int) -> str:
    """The number, or 9999+."""
    return str(number) if number <= MOST else f"{MOST}+"
