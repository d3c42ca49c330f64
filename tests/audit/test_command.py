"""`mashang audit verify` on the command line: what it says and how it ends."""

import os
import subprocess
import sys

from tests.cast import ids
from webapp.accounts.events import PERSON_EDITED
from webapp.accounts.login.sessions import load_user
from webapp.audit import record
from webapp.audit.verbs import seal_waiting
from webapp.db import transaction
from webapp.db.connect import ENGINE, SQLITE
from webapp.settings import settings


def run(*more):
    from tests import postgres

    address = "" if SQLITE else postgres.database_url(str(ENGINE.config["database"]))
    environment = {**os.environ, "MASHANG_DATA": str(settings().data), "MASHANG_DATABASE_URL": address}
    command = [sys.executable, "-m", "webapp.cli", "audit", "verify", *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


async def test_verify_ends_well_and_badly(db):
    user = await load_user(ids()["inspector"])
    async with transaction():
        await record(user, PERSON_EDITED, user.id)
    await seal_waiting()
    good = run()
    assert good.returncode == 0, good.stderr
    assert "问题 0 个" in good.stdout
    (settings().data / "keys" / "chain.head").unlink()
    bad = run()
    assert bad.returncode == 1
    assert "链头文件缺失" in bad.stdout
