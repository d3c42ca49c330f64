"""Reference data that every installation needs, loaded once after the migrations."""

from webapp.areas.verbs import load_areas
from webapp.checklists.reference import load_checklists
from webapp.db.migrate import migrate
from webapp.enterprises.reference import load_enterprise_data


async def prepare() -> None:
    """Migrate, then load what is missing: areas, checklist, industries, hazards, signs."""
    await migrate()
    await load_areas()
    await load_checklists()
    await load_enterprise_data()
