"""A database whose names have no keys, and invisible characters in them, comes through `mashang upgrade` with its data."""

from tests.browser.server import Server
from tests.upkeep.served import SQLITE, query
from tests.upkeep.test_tree_upgrade import write

KEYS = "2026-12-01T00:00:11"
NAMES = ["方圆", "白洋", "\u202e东升\u200b", "程家（一）", "长丰\ufeff朝阳", "安庆"]


def before_the_keys(server: Server) -> None:
    """Make the database what it was before the migration."""
    server.cli("migrate")
    write(
        server,
        [
            "DROP INDEX ix_enterprise_bureau_sort", "DROP INDEX ix_enterprise_sort", "DROP INDEX ix_enterprise_name_key",
            "ALTER TABLE enterprise DROP COLUMN name_key", "ALTER TABLE enterprise DROP COLUMN sort_key",
            "ALTER TABLE person DROP COLUMN sort_key",
            *(f"ALTER TABLE area DROP COLUMN {name}" for name in ("since", "until", "successor", "by_hand")),
            # As an older release had them.
            "DELETE FROM area WHERE code = '341702001'",
            "UPDATE area SET name = '旧名' WHERE code = '341702002'",
            "CREATE INDEX ix_enterprise_bureau_name ON enterprise (bureau, name, id)",
            "CREATE INDEX ix_enterprise_name ON enterprise (name, id)",
            f"DELETE FROM migration WHERE name LIKE '{KEYS}%'",
        ],
    )  # fmt: skip


def test_names_get_their_keys_and_lose_what_nobody_sees(server: Server) -> None:
    before_the_keys(server)
    now = "'2026-11-01 00:00:00+00:00'"
    write(
        server,
        [
            "INSERT INTO bureau (code, name) VALUES ('341702', '贵池\u200b卫健委')",
            *(
                "INSERT INTO person (username, name, role, bureau, password, badge) "
                f"SELECT '{account}', '{name}', 'inspector', id, 'x', '{badge}' FROM bureau"
                for account, name, badge in (("wang", "王\ufeff敏", "皖R1"), ("li", "李四", "皖Ｒ\u200b１"), ("zhao", "赵六", "皖R2"))
            ),
            *(
                "INSERT INTO enterprise (name, credit_code, workplace, area, bureau, search, created_at, updated_at) "
                f"SELECT '{name}', {code}, '{workplace}', '341702', id, '{name}', {now}, {now} FROM bureau"
                for name, code, workplace in (
                    *((name, "NULL", "") for name in NAMES), ("甲", "'91341702MA0000001M'", "一车间"),
                    ("甲", "'91341702MA0000001M'", "一\u200b车间"),
                )
            ),
        ],
    )  # fmt: skip
    said = server.cli("upgrade")
    assert "升级完成" in said
    order = "SELECT name FROM enterprise WHERE credit_code IS NULL ORDER BY sort_key, id"
    assert [name for (name,) in query(server, order)] == [
        "安庆",
        "白洋",
        "长丰朝阳",
        "程家（一）",
        "东升",
        "方圆",
    ]
    found = dict(query(server, "SELECT name, search FROM enterprise"))
    assert "cfcy" in found["长丰朝阳"] and "程家(一)" in found["程家（一）"]
    assert ("程家(一)",) in query(server, "SELECT name_key FROM enterprise")
    # Two workplaces that look the same stay two, and are named.
    assert sorted(query(server, "SELECT workplace FROM enterprise WHERE credit_code IS NOT NULL")) == [
        ("一\u200b车间",),
        ("一车间",),
    ]
    assert "甲" in said and "一车间" in said and "看起来相同" in said
    assert "执法证号皖R1有 2 人使用：王敏" in said and "李四" in said and "赵六" not in said
    assert "行政区划新增 1 个：" in said and "（341702001）" in said
    assert "行政区划更名 1 个：" in said and "旧名" not in str(
        query(server, "SELECT name FROM area WHERE code = '341702002'")
    )
    assert query(server, "SELECT name FROM bureau") == [("贵池卫健委",)]
    assert ("王敏",) in query(server, "SELECT name FROM person")
    assert server.cli("upgrade")
    names = "sqlite_master" if SQLITE else "(SELECT indexname AS name FROM pg_indexes) i"
    known = {name for (name,) in query(server, f"SELECT name FROM {names}")}
    assert "ix_enterprise_sort" in known and "ix_enterprise_name" not in known
    server.start()
    server.stop()
