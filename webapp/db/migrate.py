"""Bringing a database up to date: Piccolo's migrations."""

import asyncio
import sys

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from webapp.db.connect import ENGINE


async def migrate() -> None:
    """Run the migrations that have not run yet; SystemExit when one fails (it is rolled back whole)."""
    await ENGINE.open()
    result = await ForwardsMigrationManager(app_name="webapp", migration_id="all").run()
    if not result.success:
        sys.exit(f"数据库升级失败：{result.message}")
    await asyncio.sleep(0)
