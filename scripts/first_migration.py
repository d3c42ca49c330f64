"""Make the first migration anew from the tables; only until the first release, afterwards migrations are added.

python scripts/first_migration.py
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "piccolo_migrations"

INDEXES = '''"""The indexes that Piccolo cannot say, and the guards of the append-only tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T00:00:01:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and guards"

BOTH = {both}

SQLITE = {sqlite}

POSTGRES = {postgres}


class RawTable(Table):
    """Something to run SQL through."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="webapp", description=DESCRIPTION)

    async def run():
        engine = RawTable._meta.db.engine_type
        for statement in BOTH + (SQLITE if engine == "sqlite" else POSTGRES):
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
'''


def listed(statements: list[str]) -> str:
    return "[\n" + "".join(f"    {statement!r},\n" for statement in statements) + "]"


def main() -> None:
    sys.path.insert(0, str(PROJECT))
    for old in FOLDER.glob("webapp_*.py"):
        old.unlink()
    with tempfile.TemporaryDirectory() as data:
        environment = {
            **os.environ,
            "MASHANG_DATA": data,
            "PICCOLO_CONF": "webapp.db.conf",
            "PYTHONPATH": str(PROJECT),
            "MASHANG_DATABASE_URL": "",
        }
        subprocess.run(
            [
                Path(sys.executable).parent / "piccolo",
                "migrations",
                "new",
                "webapp",
                "--auto",
                "--desc=tables",
            ],
            env=environment,
            check=True,
            cwd=PROJECT,
        )
        os.environ.update(environment)
        from webapp.db.schema import by_engine

        both, sqlite, postgres = by_engine()
    made = next(FOLDER.glob("webapp_*.py"))
    text = re.sub(r'ID = "[^"]+"', 'ID = "2026-11-21T00:00:00:000000"', made.read_text(), count=1)
    made.unlink()
    (FOLDER / "webapp_2026_11_21t00_00_00_000000.py").write_text(text)
    (FOLDER / "webapp_2026_11_21t00_00_01_000000.py").write_text(
        INDEXES.format(both=listed(both), sqlite=listed(sqlite), postgres=listed(postgres))
    )


if __name__ == "__main__":
    main()
