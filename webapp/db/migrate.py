"""Bringing a database up to date: Piccolo's migrations."""

import contextlib
import io
import sys

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from webapp.db.connect import ENGINE
from webapp.errors import Unavailable


async def migrate() -> None:
    """Run the migrations that have not run yet. Raises Unavailable when one fails (it is rolled back whole)."""
    await ENGINE.open()
    said = io.StringIO()
    # Piccolo reports to the terminal, in English and with pictures; it is shown when something went wrong.
    with contextlib.redirect_stdout(said):
        result = await ForwardsMigrationManager(app_name="webapp", migration_id="all").run()
    if not result.success:
        sys.stderr.write(said.getvalue())
        raise Unavailable(f"数据库升级失败，没有改动数据：{result.message}")
