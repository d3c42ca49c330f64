"""The cast with a visit that found something, in a served database: `python -m tests.browser.findings_room`."""

import asyncio
import json

from tests import cast
from tests.browser.server import Server


def fill(server: Server) -> dict[str, int]:
    """Put cast and findings into the server's migrated database; returns the ids of both findings and of the cast."""
    told = server.ran("tests.browser.findings_room")
    made: dict[str, int] = json.loads(told.splitlines()[-1])
    return made


async def _fill() -> dict[str, int]:
    from tests.findings.scene import findings, row_of, shoot
    from webapp.db.connect import ENGINE
    from webapp.evidence import service as evidence

    await ENGINE.open()
    await evidence.start(background=False)
    try:
        await cast.make()
        first, second = await findings(2, due=2)
        row = await row_of(first)
        await shoot("inspector", "inspection", row["inspection"], f"finding:{row['draft']}")
        return {**cast.ids(), "first": first, "second": second}
    finally:
        await evidence.stop()
        await ENGINE.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_fill())))
