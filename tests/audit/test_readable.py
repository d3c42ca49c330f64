"""An administrator reads the trail: no key of the machine's, no time of Greenwich, no number of a row."""

import ast
from collections.abc import Iterator

from piccolo.table import TABLE_REGISTRY

from tests.audit.doings import everything
from tests.audit.reading import MOMENT, RAW, UUID, machine_talk
from tests.cast import ids
from tests.conftest import ClientFor
from webapp.audit.vocabulary import FIELDS, HIDDEN
from webapp.audit.words import changes
from webapp.findings.tables import Finding
from webapp.settings import PROJECT

# Nobody's work: no event tells of a row of these.
APART = {
    "event", "seal", "session", "login_failure", "credential", "lease", "mark", "sent_form", "job", "import_row", "notice",
    "migration", "receipt_series", "number_series", "arrived_entry", "template_file", "receipt", "duty_standing", "duty_change",
}  # fmt: skip
SECRET = {"data", "code_hash", "signed_sha256"}


async def test_whatever_people_do_is_told_in_words(client_for: ClientFor) -> None:
    await everything(client_for)
    number, found = await machine_talk()
    assert number >= 40
    assert sorted(found) == []


def test_every_column_that_an_event_may_tell_of_has_words(application: object) -> None:
    missing = {
        f"{table._meta.tablename}.{column._meta.name}"
        for table in TABLE_REGISTRY
        if table._meta.tablename not in APART
        for column in table._meta.columns
        if column._meta.name not in {*FIELDS, *HIDDEN, *SECRET}
    }
    assert sorted(missing) == []


def _told(node: ast.Call) -> Iterator[str]:
    """The names of fields that stand in a call which records something."""
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            yield from (key.value for key in part.keys if isinstance(key, ast.Constant))
    if getattr(node.func, "id", "") == "write":
        yield from (one.arg for one in node.keywords if one.arg and one.arg not in {"at", "fields"})


def test_every_field_that_the_sources_tell_of_has_words() -> None:
    missing: set[str] = set()
    for path in sorted((PROJECT / "webapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and called in {"record", "note", "write", "_tell"}:
                missing |= {f"{path.name}: {name}" for name in _told(node) if name not in {*FIELDS, *HIDDEN}}
    assert sorted(missing) == []


async def test_the_page_names_people_and_things(client_for: ClientFor) -> None:
    await everything(client_for)
    page = (await (await client_for("countyadmin")).get("/audit?thing=finding")).text
    finding = (await Finding.select(Finding.number, Finding.requirement).order_by(Finding.id).first()) or {}
    assert f"第 {finding['number']} 项 {finding['requirement']}" in page
    assert "inspector同志" in page
    rows = page.split('class="list trail"')[1].split("</main>")[0]
    text = "".join(part.partition(">")[2] for part in rows.split("<"))
    assert not MOMENT.search(text)
    assert not UUID.search(text)
    only = (
        await (await client_for("countyadmin")).get(f"/audit?thing=person&thing_id={ids()['owner']}")
    ).text
    assert RAW.pattern
    assert "人员" in only


def test_moments_are_told_in_china() -> None:
    told = changes(None, '{"ended_at": "2026-11-30T22:49:07.685782+00:00", "draft": "cb1388aa"}', "finding")
    assert told == [("结束时间", "", "2026-12-01 06:49:07")]
