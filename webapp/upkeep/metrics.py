"""Figures for a Prometheus scraper on this machine: requests as they come, the rest looked up when asked."""

from prometheus_client import Gauge, generate_latest

from webapp import __version__
from webapp.clock import now
from webapp.db.connect import ENGINE
from webapp.disk import disk
from webapp.upkeep import state
from webapp.upkeep.backup.space import database_size
from webapp.web.middleware.observe import REGISTRY

INFO = Gauge("mashang_info", "Version of the program", ["version"], registry=REGISTRY)
WAITING = Gauge("mashang_waiting", "What waits in a queue", ["queue"], registry=REGISTRY)
DISK_FREE = Gauge("mashang_disk_free_bytes", "Free on the disk of MASHANG_DATA", registry=REGISTRY)
DISK_TOTAL = Gauge("mashang_disk_bytes", "Size of the disk of MASHANG_DATA", registry=REGISTRY)
DATABASE = Gauge("mashang_database_bytes", "Size of the database", registry=REGISTRY)
BACKUP_AGE = Gauge(
    "mashang_backup_age_seconds", "Since the last whole backup, -1 for none", registry=REGISTRY
)
SLOW = Gauge("mashang_slow_statements", "Slow statements since the start", registry=REGISTRY)


async def exposition() -> bytes:
    """The text format of Prometheus."""
    INFO.labels(__version__).set(1)
    for name, number in vars(await state.queues()).items():
        WAITING.labels(name).set(number)
    space, backup = disk(), await state.last_backup()
    DISK_FREE.set(space.free)
    DISK_TOTAL.set(space.total)
    DATABASE.set(await database_size())
    BACKUP_AGE.set((now() - backup.at).total_seconds() if backup else -1)
    SLOW.set(ENGINE.slow)
    return generate_latest(REGISTRY)
