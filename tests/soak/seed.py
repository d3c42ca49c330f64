"""The cast in a server's database, at an enterprise without hazards (no signs to look at); prints what the soak needs."""

import asyncio
import json

from tests import cast
from webapp.checklists.tables import ChecklistItem
from webapp.db import transaction
from webapp.db.connect import ENGINE
from webapp.enterprises.tables import EnterpriseHazard
from webapp.inspections.queries.items import chosen, versions


async def seed() -> dict[str, object]:
    await ENGINE.open()
    try:
        await cast.make()
        async with transaction():
            await EnterpriseHazard.delete().where(EnterpriseHazard.enterprise == cast.ids()["A"])
        version = chosen(await versions("employer"))["id"]
        rows = await ChecklistItem.select(ChecklistItem.code).where(ChecklistItem.version == version)
        return {"ids": cast.ids(), "items": sorted(row["code"] for row in rows)}
    finally:
        await ENGINE.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(seed())))
