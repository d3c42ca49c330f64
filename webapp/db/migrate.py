"""Bringing a database up to date: Piccolo's migrations, all of them with their rows in one transaction."""

import contextlib
import io
import sys
from pathlib import Path

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration

from webapp.db.connect import ENGINE, SQLITE
from webapp.db.transaction import sql, transaction
from webapp.db.written import unheard
from webapp.errors import Unavailable

LOCK = 341702  # the number of the lock on PostgreSQL, the same in every version


async def migrate(until: str = "all") -> None:
    """Run the migrations that have not run yet, up to an id: all of them, or none when one fails.

    Joins the transaction that is open, if there is one. Raises Unavailable when Piccolo refuses; what a statement
    raises passes through.
    """
    await ENGINE.open()
    said = io.StringIO()
    async with transaction():
        await schema_lock()
        # Piccolo reports to the terminal, in English and with pictures; it is shown when something went wrong.
        with contextlib.redirect_stdout(said), unheard():
            result = await ForwardsMigrationManager(app_name="webapp", migration_id=until).run()
        if not result.success:
            sys.stderr.write(said.getvalue())
            raise Unavailable(f"数据库升级失败，没有改动数据：{result.message}")


async def schema_lock() -> None:
    """Hold the schema until the end of the transaction; on SQLite a transaction is alone already.

    Who is about to serve asks under it, and so waits for an upgrade or a restoring to end, on whatever machine.
    """
    if not SQLITE:
        await sql("SELECT pg_advisory_xact_lock({})", LOCK)


def known() -> list[str]:
    """The ids of this program's migrations, oldest first."""
    manager = ForwardsMigrationManager(app_name="webapp")
    folder = manager.get_app_config(app_name="webapp").resolved_migrations_folder_path
    return manager.get_migration_ids(manager.get_migration_modules(folder))


async def ran() -> list[str]:
    """The ids of the migrations that the database has seen, oldest first; none when it is empty or not there."""
    if SQLITE and not Path(ENGINE.path).exists():  # type: ignore[union-attr]
        return []
    if not await Migration.table_exists():
        return []
    return sorted(await Migration.get_migrations_which_ran(app_name="webapp"))


async def waiting() -> list[str]:
    """The ids of the migrations that have not run yet, oldest first."""
    done = set(await ran())
    return [one for one in known() if one not in done]


async def strange() -> list[str]:
    """The ids of migrations that the database has seen and this program does not know: those of a newer one."""
    ours = set(known())
    return [one for one in await ran() if one not in ours]
