"""Reference data that every installation needs, loaded once after the migrations."""

from collections.abc import Set as AbstractSet

from webapp.areas.verbs import load_areas
from webapp.audit.vouching.settling import settle
from webapp.checklists.reference import load_checklists
from webapp.db import transaction
from webapp.db.connect import ENGINE
from webapp.db.migrate import migrate, waiting
from webapp.enterprises.reference.loading import load_enterprise_data


async def prepare(wrong: AbstractSet[tuple[str, str]] = frozenset()) -> None:
    """Migrate, then load what is missing: areas, checklist, industries, hazards, signs.

    `wrong`: rows (table, key) that did not agree with their events before; nobody vouches for them.
    """
    await ENGINE.open()
    async with transaction():
        if await waiting():
            await migrate()
            await settle(wrong)
    await load_areas()
    await load_checklists()
    await load_enterprise_data()
