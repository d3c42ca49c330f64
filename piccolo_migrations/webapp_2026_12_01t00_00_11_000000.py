"""Keys of names: as they are compared and as they are ordered; names without characters that nobody sees.

What was sealed, signed or published stays as it is; only what people may still edit is mended.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table

from webapp.db.sql.bulk import update_many
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.rules.values import keys, searchable
from webapp.folding import visible
from webapp.pinyin import sort_key

ID = "2026-12-01T00:00:11:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of names"

# Lists are in the order of the sounds, not of the code points.
GONE = ["ix_enterprise_bureau_name", "ix_enterprise_name"]
BOTH = [
    "CREATE INDEX ix_enterprise_bureau_sort ON enterprise (bureau, sort_key, id)",
    "CREATE INDEX ix_enterprise_sort ON enterprise (sort_key, id)",
    "CREATE INDEX ix_enterprise_name_key ON enterprise (name_key) WHERE credit_code IS NULL",
]
POSTGRES = [
    'ALTER TABLE enterprise ALTER COLUMN sort_key TYPE VARCHAR(240) COLLATE "C"',
    'ALTER TABLE person ALTER COLUMN sort_key TYPE VARCHAR(240) COLLATE "C"',
]
STEP = 2000
TEXTS = ("name", "workplace", "address", "legal_person", "contact", "phone", "no_code_reason")
COLUMNS = (("Enterprise", "name_key", 200), ("Enterprise", "sort_key", 240), ("Person", "sort_key", 240))
PLAIN = {
    "default": "", "null": False, "primary_key": False, "unique": False, "index": False,
    "index_method": IndexMethod.btree, "choices": None, "db_column_name": None, "secret": False,
}  # fmt: skip


class RawTable(Table):
    """Something to run SQL through."""


def stub(name):
    """A table as bulk.py asks of one: its name."""
    return type(name.title(), (Table,), {}, tablename=name)


class Filled(MigrationManager):
    """Piccolo runs raw SQL before it adds columns; here the SQL needs them."""

    async def run(self, backwards=False):
        await super().run(backwards)
        if RawTable._meta.db.engine_type == "postgres":
            for statement in POSTGRES:
                await RawTable.raw(statement)
        await enterprises()
        for table, texts in (
            ("bureau", ("name", "short_name", "phone", "address")),
            ("person", ("name", "badge", "phone", "email")),
            ("former_name", ("name",)),
        ):
            await mended(table, texts)
        people = await RawTable.raw("SELECT id, name FROM person")
        await update_many(stub("person"), ("sort_key",), ("id",), [(sort_key(r["name"]), r["id"]) for r in people])
        factors = await RawTable.raw("SELECT code, name, cas FROM hazard_factor")
        rows = [(search_text(r["name"], r["cas"], most=200)[:200], r["code"]) for r in factors]
        await update_many(stub("hazard_factor"), ("search",), ("code",), rows)
        for statement in [*(f"DROP INDEX {name}" for name in GONE), *BOTH]:
            await RawTable.raw(statement)


async def enterprises():
    """The keys and the search column of every enterprise, and its texts as they are seen."""
    columns = (*TEXTS, "search", "name_key", "sort_key")
    former = {}
    for row in await RawTable.raw("SELECT enterprise, name FROM former_name ORDER BY until DESC, id DESC"):
        former.setdefault(row["enterprise"], []).append(visible(row["name"]).strip())
    last = 0
    while rows := await RawTable.raw(
        f"SELECT id, credit_code, {', '.join(TEXTS)} FROM enterprise WHERE id > {{}} ORDER BY id LIMIT {STEP}", last
    ):
        last = rows[-1]["id"]
        made = []
        for row in map(dict, rows):
            new = {key: visible(row[key]).strip() for key in TEXTS}
            new["name"] = new["name"] or row["name"]
            if new["workplace"] != row["workplace"] and row["credit_code"]:
                same = "SELECT id FROM enterprise WHERE credit_code = {} AND workplace = {}"
                if await RawTable.raw(same, row["credit_code"], new["workplace"]):
                    new["workplace"] = row["workplace"]  # two that are unique: for people to settle
            new["search"] = searchable(row | new, former.get(row["id"], ()))
            new |= keys(new["name"])
            made.append((*(new[key] for key in columns), row["id"]))
        await update_many(stub("enterprise"), columns, ("id",), made)


async def mended(table, texts):
    """Leave out what nobody sees; a text that would be empty then stays."""
    rows = await RawTable.raw(f"SELECT id, {', '.join(texts)} FROM {table}")
    for row in map(dict, rows):
        new = {key: visible(row[key]).strip() or row[key] for key in texts}
        changed = [key for key in texts if new[key] != row[key]]
        if changed:
            await update_many(stub(table), changed, ("id",), [(*(new[key] for key in changed), row["id"])])


async def forwards():
    manager = Filled(migration_id=ID, app_name="webapp", description=DESCRIPTION)
    for table, name, length in COLUMNS:
        manager.add_column(
            table_class_name=table, tablename=table.lower(), column_name=name, db_column_name=name,
            column_class_name="Varchar", column_class=Varchar, params={"length": length, **PLAIN}, schema=None,
        )  # fmt: skip
    return manager
