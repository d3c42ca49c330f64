"""Loading the areas that come with the product."""

import csv
from pathlib import Path

from webapp.areas.rules import ancestors
from webapp.areas.tables import Area
from webapp.db import transaction
from webapp.db.bulk import write_rows

SOURCE = Path(__file__).parent / "data" / "areas.csv"


async def load_areas(source: Path = SOURCE) -> int:
    """Load all areas into an empty table; returns how many were added."""
    if await Area.exists():
        return 0
    with source.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    rows = [
        {
            "code": code,
            "name": name,
            # 市辖区 and 县 are containers without a name of their own.
            "full_name": "".join(
                names[up]
                for up in ancestors(code)
                if names.get(up) not in {None, "市辖区", "县"} or up == code
            ),
            "level": len(code),
        }
        for code, name in names.items()
    ]
    async with transaction():
        await write_rows(Area, rows)
    return len(rows)
