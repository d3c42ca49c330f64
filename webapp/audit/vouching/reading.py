"""Reading rows that count, as they stand in the database, with their hashes: for events and for the proof alike."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple

from webapp.audit.vouching.hashing import PART, Hashes
from webapp.db import sql
from webapp.db.connect import SQLITE
from webapp.db.sql.statement import marks
from webapp.db.vouching import Part, Vouched

STEP = 500
ROOTS = 50  # rows with parts: so many of them at once have some thousand parts
WHOLE = ""  # the key of a table that is vouched for as a whole


class Seen(NamedTuple):
    """A row: its key, whether it counts, the hashes of the columns that were asked for (of parts only once it counts)."""

    key: Any
    counts: bool
    hashes: str


def names(one: Vouched) -> tuple[str, ...]:
    """What a row has hashes of: its columns, then its parts."""
    if one.whole:
        return (PART + one.name,)
    return (*one.columns, *(PART + part.name for part in one.parts))


async def columns_of(table: str) -> set[str]:
    """The columns that the database has; none without the table."""
    if SQLITE:
        rows = await sql("SELECT name FROM pragma_table_info({})", table)
    else:
        rows = await sql(
            "SELECT column_name AS name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = {}",
            table,
        )
    return {row["name"] for row in rows}


_complete: set[str] = set()


async def _present(table: str, columns: Sequence[str]) -> Sequence[str]:
    """Those of the columns that the database has: before an upgrade it may lack some."""
    if table in _complete:
        return columns
    here = await columns_of(table)
    if here.issuperset(columns):
        _complete.add(table)
    return [name for name in columns if name in here]


async def some(one: Vouched, keys: Sequence[Any], wanted: Iterable[str], hashes: Hashes) -> list[Seen]:
    """The rows of these keys that are there."""
    if one.whole:
        return [Seen(WHOLE, True, await _whole(one, hashes))] if keys else []
    found: list[Seen] = []
    step = ROOTS if one.parts else STEP
    for start in range(0, len(keys), step):
        few = keys[start : start + step]
        found += await _read(one, f'WHERE "{one.key}" IN ({marks(few)})', few, list(wanted), hashes)
    return found


async def every(one: Vouched, wanted: Sequence[str], hashes: Hashes) -> AsyncIterator[list[Seen]]:
    """All rows, in pages."""
    if one.whole:
        yield await some(one, (WHOLE,), wanted, hashes)
        return
    step = ROOTS if one.parts else STEP
    text = f'WHERE "{one.key}" > {{}} ORDER BY "{one.key}" LIMIT {step}'
    page = await _read(one, f'ORDER BY "{one.key}" LIMIT {step}', (), wanted, hashes)
    while page:
        yield page
        page = await _read(one, text, (page[-1].key,), wanted, hashes)


async def _read(
    one: Vouched, where: str, args: Sequence[Any], wanted: Sequence[str], hashes: Hashes
) -> list[Seen]:
    columns = [name for name in wanted if not name.startswith(PART)]
    listed = ", ".join(f'"{name}"' for name in dict.fromkeys((one.key, *columns)))
    counts = f", CASE WHEN {one.when} THEN 1 ELSE 0 END AS counts_now" if one.when else ""
    rows = await sql(f'SELECT {listed}{counts} FROM "{one.name}" {where}', *args)  # noqa: S608 - our own names
    found = [
        Seen(
            row[one.key],
            bool(row.get("counts_now", True)),
            hashes.row(one.name, str(row[one.key]), columns, row),
        )
        for row in rows
    ]
    for part in one.parts:
        if PART + part.name in wanted:
            more = await _together(part, [seen.key for seen in found if seen.counts], hashes)
            found = [seen._replace(hashes=seen.hashes + more.get(seen.key, "")) for seen in found]
    return found


async def _together(part: Part, roots: Sequence[Any], hashes: Hashes) -> dict[Any, str]:
    """The hash over the parts of each of these rows."""
    if not roots:
        return {}
    columns = await _present(part.name, part.columns)
    made = {root: hashes.together(part.name, str(root), columns) for root in roots}
    key = part.table._meta.primary_key._meta.db_column_name
    listed = ", ".join(f'"{name}"' for name in dict.fromkeys((part.by, key, *columns)))
    rows = await sql(
        f'SELECT {listed} FROM "{part.name}" WHERE "{part.by}" IN ({marks(made)}) ORDER BY "{part.by}", "{key}"',  # noqa: S608
        *made,
    )
    for row in rows:
        made[row[part.by]].add(row)
    return {root: over.end() for root, over in made.items()}


async def _whole(one: Vouched, hashes: Hashes) -> str:
    """One hash over a table."""
    columns = await _present(one.name, one.columns)
    made = hashes.together(one.name, WHOLE, columns)
    listed = ", ".join(f'"{name}"' for name in columns)
    last: Any = None
    while True:
        where, args = (f'WHERE "{one.key}" > {{}}', (last,)) if last is not None else ("", ())
        rows = await sql(
            f'SELECT {listed} FROM "{one.name}" {where} ORDER BY "{one.key}" LIMIT 5000',  # noqa: S608 - as above
            *args,
        )
        for row in rows:
            made.add(row)
        if not rows:
            return made.end()
        last = rows[-1][one.key]
