"""The cast with a submitted visit, in a served database: `python -m tests.browser.papers_room`."""

import asyncio
import json

from tests import cast
from tests.browser.server import Server


def fill(server: Server) -> str:
    """Put cast and visit into the server's migrated database; returns the visit's id."""
    told = server.ran("tests.browser.papers_room")
    made: str = json.loads(told.splitlines()[-1])
    return made


async def _fill() -> str:
    from tests.documents.scene import submitted
    from webapp.db.connect import ENGINE
    from webapp.evidence import service as evidence
    from webapp.reference import prepare

    await prepare()
    await ENGINE.open()
    await evidence.start(background=False)
    try:
        await cast.make()
        return str(await submitted())
    finally:
        await evidence.stop()
        await ENGINE.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_fill())))
