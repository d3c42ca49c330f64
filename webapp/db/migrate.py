"""Bringing a database up to date: Piccolo's migrations."""

import contextlib
import io
import sys

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration

from webapp.db.connect import ENGINE
from webapp.errors import Unavailable


async def migrate(until: str = "all") -> None:
    """Run the migrations that have not run yet, up to an id. Raises Unavailable when one fails (it is rolled back whole)."""
    await ENGINE.open()
    said = io.StringIO()
    # Piccolo reports to the terminal, in English and with pictures; it is shown when something went wrong.
    with contextlib.redirect_stdout(said):
        result = await ForwardsMigrationManager(app_name="webapp", migration_id=until).run()
    if not result.success:
        sys.stderr.write(said.getvalue())
        raise Unavailable(f"数据库升级失败，没有改动数据：{result.message}")


async def waiting() -> list[str]:
    """The ids of the migrations that have not run yet, oldest first."""
    await ENGINE.open()
    manager = ForwardsMigrationManager(app_name="webapp", migration_id="all")
    with contextlib.redirect_stdout(io.StringIO()):
        await manager.create_migration_table()
    ran = set(await Migration.get_migrations_which_ran(app_name="webapp"))
    folder = manager.get_app_config(app_name="webapp").resolved_migrations_folder_path
    return sorted(set(manager.get_migration_ids(manager.get_migration_modules(folder))) - ran)
