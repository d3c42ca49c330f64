"""A database in which codes said who stands above whom comes through `mashang upgrade`, and is told what changed."""

import asyncio
import sqlite3
from contextlib import closing

import asyncpg
import pytest

from tests.browser.server import Server
from tests.upkeep.served import SQLITE, folder, query
from webapp.upkeep.regrouping import PARENTS

BUREAUS = ("34", "3417", "341702", "341702100", "3417Z1", "3417Z10", "3418Z2", "3518Z1", "3518Z12", "3417Z1A")


def write(server: Server, statements: list[str]) -> None:
    """Change the database from outside."""
    if SQLITE:
        with closing(sqlite3.connect(folder(server) / "mashang.sqlite3")) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return

    async def run() -> None:
        connection = await asyncpg.connect(server.environment["MASHANG_DATABASE_URL"])
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def before_the_column(server: Server) -> None:
    """Make the database what it was before the migration."""
    server.cli("migrate")
    guards = ["bureau_tree_made", "bureau_tree_moved"] if SQLITE else ["bureau_tree ON bureau"]
    write(
        server,
        [
            *(f"DROP TRIGGER {guard}" for guard in guards),
            *([] if SQLITE else ["DROP FUNCTION bureau_tree"]),
            "DROP INDEX bureau_parent",
            "ALTER TABLE bureau DROP COLUMN parent",
            f"DELETE FROM migration WHERE name = '{PARENTS}'",
        ],
    )


def test_the_tree_is_made_of_the_parts_of_the_codes_and_what_changes_is_named(
    server: Server,
) -> None:
    before_the_column(server)
    write(
        server,
        [
            *(f"INSERT INTO bureau (code, name) VALUES ('{code}', '机构{code}')" for code in BUREAUS),
            "INSERT INTO person (username, name, role, bureau, password) "
            "SELECT 'first', 'first', 'administrator', id, 'x' FROM bureau WHERE code = '34'",
        ],
    )
    said = server.cli("upgrade")
    stands = "SELECT b.code, a.code FROM bureau b LEFT JOIN bureau a ON a.id = b.parent"
    assert dict(query(server, stands)) == {
        "34": None, "3417": "34", "341702": "3417", "341702100": "341702", "3417Z1": "3417", "3417Z10": "3417",
        "3417Z1A": "3417", "3418Z2": "34", "3518Z1": None, "3518Z12": None,
    }  # fmt: skip
    assert "升级完成" in said
    assert "机构3417Z10（3417Z10）不再归机构3417Z1（3417Z1）管，现在上级是机构3417（3417）。" in said
    assert "机构3417Z1A（3417Z1A）不再归机构3417Z1（3417Z1）管" in said
    assert "机构3518Z12（3518Z12）不再归机构3518Z1（3518Z1）管，现在上面没有机构" in said
    assert said.count("不再归") == 3
    assert "上面没有机构的有：机构34（34）、机构3518Z1（3518Z1）、机构3518Z12（3518Z12）" in said
    events = "SELECT b.code FROM event e JOIN bureau b ON b.id = e.bureau WHERE e.action = 'bureau.moved'"
    assert sorted(query(server, events)) == [("3417Z10",), ("3417Z1A",), ("3518Z12",)]
    # The upgrade does not vouch for what was written from outside, and vouches for its own change.
    with pytest.raises(RuntimeError, match="没有事件，不是本系统写入的") as verdict:
        server.cli("audit", "verify")
    assert "与事件不符" not in str(verdict.value)
    server.start()
    server.stop()


def test_a_bureau_on_top_is_made_on_the_server_and_says_whom_it_stands_above(server: Server) -> None:
    server.cli("migrate")
    server.environment["MASHANG_PASSWORD"] = "ein-langes-Kennwort"
    server.cli("user", "zone", "--bureau", "3417Z1", "--bureau-name", "九华山")
    assert "上级" not in server.cli("user", "ten", "--bureau", "3417Z10", "--bureau-name", "高新区")
    said = server.cli("user", "city", "--bureau", "3417")
    assert "九华山（3417Z1）从现在起是它的下级" in said
    assert "高新区（3417Z10）从现在起是它的下级" in said
    assert "它的上级机构是池州市卫生健康委员会" in server.cli("user", "county", "--bureau", "341702")
    assert "池州市卫生健康委员会（3417）从现在起是它的下级" in server.cli("user", "all", "--bureau", "34")
    stands = "SELECT b.code, a.code FROM bureau b LEFT JOIN bureau a ON a.id = b.parent"
    assert dict(query(server, stands)) == {
        "34": None, "3417": "34", "341702": "3417", "3417Z1": "3417", "3417Z10": "3417",
    }  # fmt: skip
