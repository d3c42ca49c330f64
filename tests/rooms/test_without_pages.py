"""What follows from an act follows in every kind of process: nothing hangs on pages having been imported."""

import asyncio
import os
import sys
from pathlib import Path

from tests import postgres
from tests.documents.scene import issued, row_of, submitted
from tests.inspections.ready import who
from webapp.db.connect import ENGINE, SQLITE
from webapp.documents import kinds
from webapp.room import rooms
from webapp.rooms import ROOMS
from webapp.settings import PROJECT, settings

VOIDS = """
import asyncio, sys
from uuid import UUID
from webapp.accounts.login.sessions import load_user
from webapp.db.connect import ENGINE
from webapp.inspections.verbs.closing import void_and_copy

async def void():
    await ENGINE.open()
    try:
        await void_and_copy(await load_user(int(sys.argv[1])), UUID(sys.argv[2]), "选错了单位")
    finally:
        await ENGINE.close()

asyncio.run(void())
shown = [name for name in sys.modules if name.startswith("webapp.") and "pages" in name.split(".")]
assert not shown and "webapp.app" not in sys.modules, shown
"""


async def test_a_process_without_pages_voids_the_documents_of_a_visit(db):
    visit = await submitted()
    order = await issued(kinds.ORDER, visit)
    environment = os.environ | {"MASHANG_DATA": str(settings().data)}
    if not SQLITE:
        environment["MASHANG_DATABASE_URL"] = postgres.database_url(ENGINE.config["database"])
    voiding = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VOIDS, str((await who("supervisor")).id), str(visit),
        cwd=PROJECT, env=environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await voiding.communicate()
    assert voiding.returncode == 0, said.decode()
    row = await row_of(order["id"])
    assert (row["state"], row["void_reason"]) == ("void", "所依据的检查已作废：选错了单位")


def test_every_room_that_declares_something_is_listed_and_named_as_it_is():
    declared = {
        path.parent.name
        for path in Path(PROJECT, "webapp").glob("*/room.py")
        if "ROOM = " in path.read_text()
    }
    assert declared == set(ROOMS)
    assert [room.name for room in rooms()] == ROOMS
