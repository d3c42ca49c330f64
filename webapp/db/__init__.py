"""Database: the engine, write transactions, locks, leases, error translation, keyset paging."""

import os

os.environ.setdefault("PICCOLO_CONF", "webapp.db.conf")

from webapp.db.transaction import (
    after_commit,
    duplicate,
    insert_row,
    insert_rows,
    lock,
    look,
    sql,
    transaction,
)

__all__ = ["after_commit", "duplicate", "insert_row", "insert_rows", "lock", "look", "sql", "transaction"]
