"""A bare Litestar application with one empty page and one bare commit, to hold figures against."""

import os
import sqlite3

from litestar import Litestar, MediaType, get, put


@get(["/", "/health"], media_type=MediaType.HTML, sync_to_thread=False)
def empty() -> str:
    return "<!doctype html><title>.</title>"


@put("/save", sync_to_thread=False)
def save() -> dict[str, str]:
    """One row, committed with synchronous=FULL, as the application commits."""
    database.execute("INSERT INTO saved (text) VALUES ('x')")
    database.commit()
    return {}


database = sqlite3.connect(os.environ.get("BENCH_DATABASE", ":memory:"))
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE IF NOT EXISTS saved (id INTEGER PRIMARY KEY, text TEXT)")
app = Litestar([empty, save], openapi_config=None)
