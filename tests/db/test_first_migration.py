"""The first migration says exactly what that of 0.1.0 said, by which the databases of today were made."""

import hashlib
import importlib.util

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tests.db.test_migrations import FOLDER

FIRST = "webapp_2026_11_21t00_00_00_000000"
# Of the generated file of 0.1.0: 52 tables, 515 columns, each with all that Piccolo knows of it.
RELEASED = "08a1f3592eb81a6bcde133ee78cff7c87b40a00a5bc792adb8dbb62969f915c4"


async def test_the_first_tables_are_those_of_the_release(monkeypatch):
    columns = []
    add = MigrationManager.add_column

    def seen(manager, **told):
        columns.append(told)
        return add(manager, **told)

    monkeypatch.setattr(MigrationManager, "add_column", seen)
    spec = importlib.util.spec_from_file_location(FIRST, FOLDER / f"{FIRST}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    manager = await module.forwards()
    assert (len(manager.add_tables), len(columns)) == (52, 515)
    said = [table.tablename for table in manager.add_tables]
    said += [described(told) for told in columns]
    assert hashlib.sha256("\n".join(said).encode()).hexdigest() == RELEASED


def described(told):
    params = told["column_class"](**told["params"])._meta.params
    names = ", ".join(f"{name}={plain(params[name])}" for name in sorted(params))
    return f"{told['tablename']} {told['column_name']} {told['column_class_name']} {names}"


def plain(value):
    return value._meta.tablename if isinstance(value, type) else repr(value)
