"""Reference data that every installation needs, loaded once after the migrations."""

from webapp.areas.verbs import load_areas
from webapp.db.migrate import migrate


async def prepare() -> None:
    """Migrate, then load what is missing: areas, and what each room brings."""
    await migrate()
    await load_areas()
