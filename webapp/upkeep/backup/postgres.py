"""The PostgreSQL database at one moment: COPY in a repeatable-read transaction, so that no pg_dump is needed.

Tables are written in the order of their keys under fixed settings: the same rows give the same bytes, and a restored
table is compared by its hash.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO

import asyncpg

from webapp.db.connect import ENGINE
from webapp.db.lease import FREE
from webapp.db.migrate import migrate, schema_lock
from webapp.db.transaction import transaction
from webapp.errors import Invalid
from webapp.upkeep.backup.archive import Writer, sha256_of

STEADY = """SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
COLUMNS = """SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position"""
KEY = """SELECT a.attname, a.attcollation <> 0 AS worded FROM pg_index i
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = $1::text::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int[], a.attnum::int)"""
FOREIGN = """SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS says
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"""
FUNCTIONS = """SELECT p.oid::regprocedure::text AS name FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"

Connection = Any  # asyncpg's, through its pool or not


@asynccontextmanager
async def moment() -> AsyncIterator[Connection]:
    """A connection that sees the database as it was at its first question."""
    connection = await asyncpg.connect(**ENGINE.config)  # type: ignore[union-attr]
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(STEADY)
            yield connection
    finally:
        await connection.close()


async def dump(connection: Connection, writer: Writer, folder: Path) -> dict[str, Any]:
    """Write every table into the archive; returns tables (columns, rows, sha256), sequences, and migrations."""
    tables = {}
    for name in await _names(connection, TABLES):
        with tempfile.TemporaryFile(dir=folder) as file:
            columns, rows = await _copy_out(connection, name, file)
            size = file.tell()
            file.seek(0)
            sha256 = writer.add(f"tables/{name}.copy", file, size)
        tables[name] = {"columns": columns, "rows": rows, "sha256": sha256}
    # Sequences are read last: they are outside of the transaction, and a value that is too high does no harm.
    sequences = {}
    for name in await _names(connection, SEQUENCES):
        row = await connection.fetchrow(f'SELECT last_value, is_called FROM "{name}"')  # noqa: S608
        sequences[name] = [row["last_value"], row["is_called"]]
    return {"tables": tables, "sequences": sequences}


async def photo_hashes(connection: Connection) -> list[str]:
    """The content hashes of all photos that this moment of the database speaks of."""
    return await _names(
        connection, "SELECT DISTINCT sha256 FROM photo WHERE derived <> 'gone' ORDER BY sha256"
    )


async def migrations(connection: Connection) -> list[str]:
    return await _names(connection, "SELECT name FROM migration ORDER BY name")


async def load(manifest: dict[str, Any], folder: Path) -> int:
    """Put the tables of an archive (NAME.copy in `folder`) in the place of all tables; returns the rows counted there.

    One transaction: everything, compared with the manifest, or nothing. The schema comes from our migrations up to
    those of the backup. Raises Invalid when a table is not what the manifest says.
    """
    await ENGINE.open()
    async with transaction():
        await schema_lock()
        connection = ENGINE.current_transaction.get().connection  # type: ignore[union-attr]
        await connection.execute(STEADY)
        for name in await _names(connection, TABLES):
            await connection.execute(f'DROP TABLE "{name}" CASCADE')
        for name in await _names(connection, FUNCTIONS):
            await connection.execute(f"DROP FUNCTION {name} CASCADE")
        await migrate(manifest["migrations"][-1])
        if await migrations(connection) != manifest["migrations"]:
            raise Invalid("备份来自另一个版本（数据库结构不同），请用生成备份的版本恢复。")
        if set(await _names(connection, TABLES)) != set(manifest["database"]["tables"]):
            raise Invalid("恢复出来的数据库与备份清单不符（表不同），没有改动原有数据。")
        return await _fill(connection, manifest["database"], folder)


async def _fill(connection: Connection, database: dict[str, Any], folder: Path) -> int:
    counted = 0
    foreign = await connection.fetch(FOREIGN)
    for row in foreign:  # Checked all at once below: tables may refer to each other in circles.
        await connection.execute(f'ALTER TABLE {row["table"]} DROP CONSTRAINT "{row["name"]}"')
    for name, told in database["tables"].items():
        await connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - what migrations themselves put in
        await connection.copy_to_table(
            name, source=str(folder / f"{name}.copy"), columns=told["columns"], format="text"
        )
        with tempfile.TemporaryFile(dir=folder) as file:
            _, rows = await _copy_out(connection, name, file)
            file.seek(0)
            if rows != told["rows"] or sha256_of(file) != told["sha256"]:
                raise Invalid(f"恢复后的表 {name} 与备份不符，没有改动原有数据。")
        counted += rows
    await connection.execute(FREE)
    for row in foreign:
        await connection.execute(f'ALTER TABLE {row["table"]} ADD CONSTRAINT "{row["name"]}" {row["says"]}')
    for name, (last, called) in database["sequences"].items():
        await connection.execute(
            "SELECT setval($1::text::regclass, $2, $3)", f'public."{name}"', last, called
        )
    return counted


async def _copy_out(connection: Connection, name: str, file: BinaryIO) -> tuple[list[str], int]:
    columns = [row["column_name"] for row in await connection.fetch(COLUMNS, name)]
    key = await connection.fetch(KEY, f'public."{name}"')
    order = ", ".join(f'"{row["attname"]}"' + (' COLLATE "C"' if row["worded"] else "") for row in key)
    named = ", ".join(f'"{column}"' for column in columns)
    said = await connection.copy_from_query(
        f'SELECT {named} FROM "{name}" ORDER BY {order}',  # noqa: S608
        output=file,
        format="text",
    )
    return columns, int(said.split()[-1])


async def _names(connection: Connection, question: str) -> list[str]:
    return [row[0] for row in await connection.fetch(question)]
