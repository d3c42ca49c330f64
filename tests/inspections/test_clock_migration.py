"""An existing database learns which clock decides: nothing lies after its receipt, what was decided stays."""

from datetime import timedelta

from piccolo_migrations import webapp_2026_12_01t00_00_05_000000 as migration
from tests.cast import ids
from tests.inspections.ready import visit
from webapp.clock import now
from webapp.db import sql, transaction
from webapp.db.connect import SQLITE
from webapp.db.migrate import migrate
from webapp.enterprises.tables import Enterprise
from webapp.inspections.tables import Inspection

NAMES = [statement.split()[2] for statement in migration.BOTH]  # CREATE INDEX name …


async def before() -> None:
    """Take back what the migration did."""
    trigger = "DROP TRIGGER inspection_began"
    async with transaction():
        await sql(trigger if SQLITE else f"{trigger} ON inspection")
        if not SQLITE:
            await sql("DROP FUNCTION inspection_began()")
        for name in NAMES:
            await sql(f"DROP INDEX {name}")
        for name in migration.GONE:
            await sql(f"CREATE INDEX {name} ON inspection (started_at, id)")
        for name in ("began_at", "over_at"):
            await sql(f"ALTER TABLE inspection DROP COLUMN {name}")
        await sql("DELETE FROM migration WHERE name = {}", migration.ID)


async def test_an_existing_database_comes_through(db):
    moment = now()
    fast = await visit(state="submitted", started_at=moment + timedelta(days=300), received_at=moment)
    old = await visit(state="submitted", started_at=moment - timedelta(days=90), received_at=moment)
    async with transaction():
        await Enterprise.update({Enterprise.last_visit_at: moment + timedelta(days=300)}).where(
            Enterprise.id == ids()["A"]
        )
        await Enterprise.update({Enterprise.last_visit_at: moment}).where(Enterprise.id == ids()["B"])
    await before()
    await migrate()
    rows = {row["id"]: row for row in await Inspection.select()}
    assert rows[fast]["began_at"] == moment
    assert rows[old]["began_at"] == moment - timedelta(days=90)
    places = {row["id"]: row["last_visit_at"] for row in await Enterprise.select()}
    assert (places[ids()["A"]], places[ids()["B"]]) == (moment, moment)
    later = await visit()
    row = await Inspection.select().where(Inspection.id == later).first()
    assert row["began_at"] == row["started_at"]
