"""A database in which every finding came from a visit comes through `mashang upgrade` with its findings, and takes others then."""

from tests.browser.server import Server
from tests.upkeep.served import SQLITE, query
from tests.upkeep.test_tree_upgrade import write

SOURCES, SUBJECTS = "2026-12-01T00:00:20:000000", "2026-12-01T00:00:21:000000"
GONE = [
    ("finding", "source"),
    ("finding", "source_id"),
    ("checklist", "subject"),
    ("checklist", "purpose"),
    ("enterprise", "subject"),
]


def before(server: Server) -> None:
    """Make the database what it was before these migrations."""
    strict = (
        [
            "DROP INDEX finding_inspection",
            "ALTER TABLE finding RENAME COLUMN inspection TO later",
            "ALTER TABLE finding ADD COLUMN inspection UUID NOT NULL DEFAULT '' REFERENCES inspection (id)",
            "UPDATE finding SET inspection = later",
            "ALTER TABLE finding DROP COLUMN later",
            "CREATE INDEX finding_inspection ON finding (inspection)",
        ]
        if SQLITE
        else ["ALTER TABLE finding ALTER COLUMN inspection SET NOT NULL"]
    )
    write(
        server,
        [
            "DROP INDEX ix_finding_source",
            *strict,
            *(f"ALTER TABLE {table} DROP COLUMN {column}" for table, column in GONE),
            f"DELETE FROM migration WHERE name IN ('{SOURCES}', '{SUBJECTS}')",
        ],
    )


def test_findings_keep_their_visit_and_lists_their_use(server: Server) -> None:
    server.cli("upgrade")
    server.cli("demo", "--enterprises", "20")
    said = "SELECT id, inspection, number, state FROM finding ORDER BY id"
    known = query(server, said)
    assert len(known) > 10
    before(server)
    server.cli("upgrade")
    assert query(server, said) == known
    assert {tuple(row) for row in query(server, "SELECT source, source_id FROM finding")} == {("visit", "")}
    assert {tuple(row) for row in query(server, "SELECT subject, purpose FROM checklist")} == {
        ("employer", "inspection")
    }
    assert {tuple(row) for row in query(server, "SELECT subject FROM enterprise")} == {("employer",)}
    server.cli("audit", "verify")
    write(
        server,
        [
            f"UPDATE finding SET inspection = NULL, source = 'complaint', source_id = '7' WHERE id = {known[0][0]}"
        ],
    )
