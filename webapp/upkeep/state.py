"""How the server does: what the administrator's page and the figures for a scraper are made of."""

import json
import platform
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from piccolo.apps.migrations.tables import Migration

from webapp import __version__
from webapp.audit.verbs import LATE
from webapp.clock import now
from webapp.db import sql
from webapp.db.connect import ENGINE, SQLITE
from webapp.db.lease import moment
from webapp.db.marks import mark
from webapp.db.migrate import waiting
from webapp.db.tables import Lease
from webapp.disk import Disk, disk
from webapp.evidence.tables import Photo
from webapp.upkeep.backup.making import MARK
from webapp.upkeep.backup.space import database_size

STARTED = now()
OLD_BACKUP = timedelta(days=7)


@dataclass(frozen=True)
class Backup:
    """The last whole backup, as it was written down."""

    at: datetime
    file: str
    size: int
    photos: int
    missing: int

    @property
    def old(self) -> bool:
        return now() - self.at > OLD_BACKUP


@dataclass(frozen=True)
class Queues:
    """What waits: jobs by state, photos without thumbnails, mails, events without a seal."""

    queued: int
    running: int
    failed: int
    thumbnails: int
    undecodable: int
    mails: int
    given_up: int
    unsealed: int


async def queues() -> Queues:
    jobs = {
        row["state"]: row["n"] for row in await sql("SELECT state, count(*) AS n FROM job GROUP BY state")
    }
    return Queues(
        queued=jobs.get("queued", 0),
        running=jobs.get("running", 0),
        failed=jobs.get("failed", 0),
        thumbnails=await _one("SELECT count(*) AS n FROM photo WHERE derived = 'waiting'"),
        undecodable=await _one("SELECT count(*) AS n FROM photo WHERE derived = 'failed'"),
        mails=await _one("SELECT count(*) AS n FROM notice WHERE mail_after IS NOT NULL"),
        given_up=await _one("SELECT count(*) AS n FROM notice WHERE mail_after IS NULL AND mail_error <> ''"),
        unsealed=await unsealed(),
    )


async def unsealed() -> int:
    """Events without a seal; looked for where sealing looks."""
    head = (await sql("SELECT COALESCE(MAX(event), 0) AS n FROM seal"))[0]["n"]
    return await _one(
        "SELECT count(*) AS n FROM event e LEFT JOIN seal s ON s.event = e.id WHERE s.event IS NULL AND e.id > {}",
        head - LATE,
    )


async def last_backup() -> Backup | None:
    """None when there was none, or when what was written down cannot be read."""
    try:
        told = json.loads(await mark(MARK) or "null")
        return told and Backup(
            datetime.fromisoformat(told["at"]), told["file"], told["bytes"], told["photos"], told["missing"]
        )
    except (ValueError, KeyError, TypeError):
        return None


async def database_name() -> str:
    if SQLITE:
        return f"SQLite {sqlite3.sqlite_version}"
    return str((await sql("SELECT version() AS n"))[0]["n"]).split(" on ")[0]


async def overview() -> dict[str, Any]:
    """Everything of the page; sizes in bytes."""
    ran = await Migration.get_migrations_which_ran(app_name="webapp")
    photos = (await Photo.raw("SELECT count(*) AS n, COALESCE(sum(size), 0) AS bytes FROM photo"))[0]
    seals = await sql("SELECT number, at FROM seal ORDER BY number DESC LIMIT 1")
    space: Disk = disk()
    return {
        "version": __version__,
        "python": platform.python_version(),
        "database": await database_name(),
        "started": STARTED,
        "migrations": len(ran),
        "newest": max(ran, default=""),
        "waiting": await waiting(),
        "queues": await queues(),
        "disk": space,
        "database_bytes": await database_size(),
        "photos": photos["n"],
        "photo_bytes": int(photos["bytes"]),
        "backup": await last_backup(),
        "seal": seals[0] if seals else None,
        "leases": await Lease.select().where(Lease.until > await moment()).order_by(Lease.name),
        "slow": ENGINE.slow,
    }


async def _one(question: str, *values: Any) -> int:
    return int((await sql(question, *values))[0]["n"])
