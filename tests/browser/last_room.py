"""The cast with a submitted visit that found something at item 5.1, in a served database: `python -m tests.browser.last_room`."""

import asyncio
import json
from datetime import timedelta

from tests import cast
from tests.browser.server import Server


def fill(server: Server) -> dict[str, int]:
    """Put cast and visit into the server's migrated database; returns the ids of the finding (`first`) and of the cast."""
    told = server.ran("tests.browser.last_room")
    made: dict[str, int] = json.loads(told.splitlines()[-1])
    return made


async def _fill() -> dict[str, int]:
    from tests.inspections.ready import complete, who
    from webapp.clock import now
    from webapp.db.connect import ENGINE
    from webapp.evidence import service as evidence
    from webapp.findings.tables import Finding
    from webapp.inspections.verbs.submission import submit

    await ENGINE.open()
    await evidence.start(background=False)
    try:
        await cast.make()
        inspection = await complete(started_at=now() - timedelta(days=40))
        await submit(await who("inspector"), inspection)
        finding = await Finding.select(Finding.id).where(Finding.inspection == inspection).first()
        return {**cast.ids(), "first": finding["id"] if finding else 0}
    finally:
        await evidence.stop()
        await ENGINE.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_fill())))
