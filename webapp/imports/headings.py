"""What a bureau has said of the headings in its lists, remembered for its next files."""

from collections.abc import Mapping

from webapp.db import sql
from webapp.imports.tables import ImportHeading
from webapp.web.lists.head import plain


async def learned_by(bureau: int | None, kind: str) -> dict[str, str]:
    """{heading: key of the column, "" for one to leave out} of one kind of import."""
    rows = await ImportHeading.select(ImportHeading.heading, ImportHeading.key).where(
        (ImportHeading.bureau == bureau) & (ImportHeading.kind == kind)
    )
    return {row["heading"]: row["key"] for row in rows}


async def learn(bureau: int | None, said: Mapping[str, str], kind: str) -> None:
    """Remember what was said, in the caller's transaction."""
    for heading, key in said.items():
        await sql(
            "INSERT INTO import_heading (bureau, kind, heading, key) VALUES ({}, {}, {}, {}) "
            "ON CONFLICT (bureau, kind, heading) DO UPDATE SET key = excluded.key",
            bureau,
            kind,
            plain(heading),
            key,
        )
