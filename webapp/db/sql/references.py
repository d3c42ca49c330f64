"""What rests on rows: asked of the foreign keys themselves, so that a new room's tables cannot be forgotten."""

from collections.abc import Collection, Mapping

from piccolo.table import Table

from webapp.db.conf import tables
from webapp.db.transaction import sql
from webapp.db.vouching import vouched

NAMELESS = "其他记录"


async def resting_on(
    target: type[Table], first: int, last: int, *, but: Collection[type[Table]], words: Mapping[str, str]
) -> dict[int, list[str]]:
    """By id of `target`, from `first` to `last`: what people call the rows that point at it, each word once.

    `but`: tables whose rows go with it. `words`: table → what to call its rows here, before the word of its declaration.
    """
    found: dict[int, list[str]] = {}
    for table in tables():
        if table in but:
            continue
        name = table._meta.tablename
        declared = vouched().get(name)
        word = words.get(name) or (declared.word if declared else NAMELESS)
        for column in _pointing(table, target):
            rows = await sql(
                f'SELECT DISTINCT "{column}" AS pk FROM "{name}" WHERE "{column}" >= {{}} AND "{column}" <= {{}}',  # noqa: S608 - our own names
                first,
                last,
            )
            for row in rows:
                found.setdefault(row["pk"], []).append(word)
    return {pk: list(dict.fromkeys(said)) for pk, said in found.items()}


def _pointing(table: type[Table], target: type[Table]) -> list[str]:
    return [
        column._meta.db_column_name
        for column in table._meta.foreign_key_columns
        if column._foreign_key_meta.resolved_references is target
    ]
