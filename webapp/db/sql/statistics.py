"""What the database knows of its own contents, by which it chooses the way to an answer."""

from webapp.db.connect import ENGINE
from webapp.db.engine import PooledSQLite

HOURLY = 3600


async def analyze() -> None:
    """Have SQLite measure its tables; PostgreSQL does by itself (autovacuum)."""
    if isinstance(ENGINE, PooledSQLite):
        await ENGINE.analyze()
