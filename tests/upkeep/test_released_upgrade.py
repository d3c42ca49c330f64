"""The database of the first release, made by its own program (scripts/released.py), comes through `mashang upgrade`."""

import re
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from scripts.released import PASSWORD
from tests.browser.server import PROJECT, Server
from tests.upkeep.phone import Phone
from tests.upkeep.served import folder, query

pytestmark = pytest.mark.only_on("sqlite")

RELEASED = Path(__file__).parent / "released" / "0.1.0.tar.xz"
FIRST = ["2026-11-21T00:00:00:000000", "2026-11-21T00:00:01:000000"]
COUNTED = (
    "enterprise", "enterprise_hazard", "qr_code", "person", "bureau", "inspection", "answer", "slot", "photo", "finding",
    "report", "receipt", "document", "event", "seal",
)  # fmt: skip
# What people would look up: who, what was seen, what was ordered by when, what a paper says.
KEPT = (
    "SELECT id, name, credit_code, bureau, area FROM enterprise ORDER BY id",
    "SELECT id, enterprise, state, started_at, ended_at, conclusion FROM inspection ORDER BY id",
    "SELECT id, inspection, number, fact, requirement, due_on, state FROM finding ORDER BY id",
    "SELECT id, inspection, kind, number, state, content, content_sha256, mac FROM document ORDER BY id",
    "SELECT serial, inspection, record, record_sha256, mac FROM receipt ORDER BY serial",
    "SELECT id, sha256 FROM photo ORDER BY id",
)
RAN = "SELECT name, ran_on FROM migration ORDER BY name"


SCHEMA = """SELECT m.type, m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m
LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table' WHERE m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2, 3"""


def as_released(server: Server) -> None:
    """Make the installation one that the release left."""
    data = folder(server)
    shutil.rmtree(data)
    data.mkdir()
    with tarfile.open(RELEASED) as packed:
        packed.extractall(data, filter="data")
    script = data / "database.sql"
    with closing(sqlite3.connect(data / "mashang.sqlite3")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    script.unlink()


def counts(server: Server) -> dict[str, int]:
    return {table: query(server, f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}


def kept(server: Server) -> list[list[tuple[object, ...]]]:
    return [query(server, question) for question in KEPT]


def test_the_release_s_database_is_upgraded_and_served(server: Server) -> None:
    fresh = query(server, SCHEMA)
    as_released(server)
    assert query(server, SCHEMA) != fresh
    ran, before, rows = query(server, RAN), counts(server), kept(server)
    assert [name for name, _ in ran] == FIRST
    assert min(before[one] for one in ("enterprise", "inspection", "finding", "document", "receipt")) >= 8
    with pytest.raises(RuntimeError, match="请运行 mashang upgrade"):
        server.start()

    said = server.cli("upgrade")

    migrations = list((PROJECT / "piccolo_migrations").glob("webapp_*.py"))
    assert f"已执行 {len(migrations) - len(FIRST)} 个迁移。" in said
    assert re.search(r"升级前：事件 \d+ 条，问题 0 个。", said) and "升级完成" in said
    # The first tables were there: their migrations stand as the release ran them, and did not run again.
    after = query(server, RAN)
    assert after[: len(FIRST)] == ran and len(after) == len(migrations)
    assert "问题 0 个" in server.cli("audit", "verify", "--quick")
    assert query(server, SCHEMA) == fresh
    assert kept(server) == rows
    told = counts(server)
    # An upgrade may write down what it changed.
    assert told.pop("event") >= before.pop("event") and told.pop("seal") >= before.pop("seal")
    assert told == before

    server.start()
    pages(server)


def pages(server: Server) -> None:
    """What an inspector of the release opens, by their old password, in the program of today."""
    visit, enterprise, person = query(
        server,
        "SELECT i.id, i.enterprise, p.username FROM inspection i JOIN person p ON p.id = i.lead "
        "JOIN document d ON d.inspection = i.id ORDER BY i.started_at DESC LIMIT 1",
    )[0]
    document = query(server, f"SELECT id FROM document WHERE inspection = '{visit}' LIMIT 1")[0][0]
    finding = query(server, f"SELECT id FROM finding WHERE inspection = '{visit}' LIMIT 1")[0][0]
    with Phone(server.url, enterprise, person) as phone:
        phone.client.headers["accept"] = "text/html"
        done = phone.client.post("/login", data={"username": person, "password": PASSWORD})
        assert done.status_code == 303, done.text
        (name,) = query(server, f"SELECT name FROM enterprise WHERE id = {enterprise}")[0]
        for path in (
            f"/inspections/{visit}", f"/documents/{document}", f"/findings/{finding}", f"/enterprises/{enterprise}",
            "/inspections", "/findings", "/documents", "/enterprises",
        ):  # fmt: skip
            answer = phone.client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            if path.count("/") > 1:
                assert name in answer.text, path
