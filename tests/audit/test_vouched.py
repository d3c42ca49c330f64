"""Every row that counts is vouched for by events: what is changed, inserted or deleted behind the application is named."""

from typing import Any

from scripts import vouched_docs
from tests.audit.behind import another, behind, columns, insert, put, rows_of
from tests.audit.doings import everything
from tests.conftest import ClientFor
from webapp.audit.verbs import seal_waiting
from webapp.audit.verify import heard, verify
from webapp.audit.vouching.hashing import PART, Hashes
from webapp.audit.vouching.proving import prove, wanted_of, wrong
from webapp.audit.vouching.reading import WHOLE, names, some
from webapp.db.conf import tables
from webapp.db.vouching import Apart, Part, Vouched, said, vouched
from webapp.settings import settings

Row = dict[str, Any]


def test_every_table_and_every_column_is_declared() -> None:
    """As vouched for, or as not with a reason: nothing new can be forgotten."""
    found: dict[str, Vouched | Part | Apart] = {}
    for one in said():
        for each in (one, *(one.parts if isinstance(one, Vouched) else ())):
            name = each.table._meta.tablename
            assert name not in found, f"{name} is declared twice"
            found[name] = each
    assert set(found) == {table._meta.tablename for table in tables()}
    for name, each in found.items():
        if isinstance(each, Apart):
            assert len(each.why) > 10, name
            continue
        here = {column._meta.db_column_name for column in each.table._meta.columns}
        apart = {**each.apart, **(each.follows if isinstance(each, Vouched) else {})}
        assert set(apart) <= here and all(len(why) > 10 for why in apart.values()), name
        key = set() if isinstance(each, Vouched) and each.whole else {each.table._meta.primary_key._meta.name}
        by = {each.by} if isinstance(each, Part) else set()
        assert set(each.columns) | key | by | set(apart) == here, name
        if isinstance(each, Vouched) and each.when:
            assert each.decides, name


def test_the_document_has_the_list_of_today() -> None:
    text = vouched_docs.DOCS.read_text(encoding="utf-8")
    assert text == vouched_docs.written(text), "run python -m scripts.vouched_docs"


async def _row(one: Vouched) -> Row:
    """One that counts; of visits one with parts of every kind."""
    where = [one.when] if one.when else []
    where += [f'"{one.key}" IN (SELECT "{part.by}" FROM "{part.name}")' for part in one.parts[:1]]
    found = await rows_of(one.name, f"WHERE {' AND '.join(where)}" if where else "")
    assert found, f"nothing in {one.name} counts"
    return found[0]


async def _wrong(one: Vouched, key: Any, ledger: Any, hashes: Hashes) -> str:
    wanted = await wanted_of(one)
    (seen,) = await some(one, [key], wanted, hashes)
    return wrong(seen, ledger.ask(one.name, [str(seen.key)])[str(seen.key)], wanted)


async def test_each_column_of_each_table_when_it_is_changed(client_for: ClientFor) -> None:
    await everything(client_for)
    while await seal_waiting():
        pass
    verdict = await verify()
    assert verdict.problems == []
    ledger, hashes, missed, tried = await heard(), Hashes(settings().key), [], 0
    for one in vouched().values():
        row = await _row(one)
        key = WHOLE if one.whole else row[one.key]
        places = [(one.table, one.key, one.columns, row)]
        for part in one.parts:
            roots = [seen[one.key] for seen in await rows_of(one.name, f"WHERE {one.when}")]
            mine = next(it for it in await rows_of(part.name) if it[part.by] in roots)
            places.append((part.table, part.table._meta.primary_key._meta.name, part.columns, mine))
        for table, primary, counted, mine in places:
            place = table._meta.tablename
            root = mine[one.parts[0].by] if place != one.name else key
            for column in columns(table, counted):
                name = column._meta.db_column_name
                value = another(column, mine[name])
                await put(place, primary, mine, name, value)
                now = await _wrong(one, root, ledger, hashes)
                back = {**mine, primary: value} if name == primary else mine
                await put(place, primary, back, name, mine[name])
                tried += 1
                expected = name if table is one.table and not one.whole else place
                if expected not in now:
                    missed.append((place, name, now))
            assert await _wrong(one, root, ledger, hashes) == "", place
    ledger.close()
    assert missed == []
    assert tried > 280


async def test_a_row_of_each_table_changed_deleted_and_inserted(client_for: ClientFor) -> None:
    """The whole proof names all of them, in one go."""
    await everything(client_for)
    expected = []
    for one in vouched().values():
        row = await _row(one)
        if one.whole:
            await behind(f'DELETE FROM "{one.name}" WHERE "{one.key}" = ?', row[one.key])
            expected.append(one.word)
            continue
        (column, *_) = [c for c in columns(one.table, one.columns) if not c._meta.unique][-1:]
        primary = next(columns(one.table, (one.key,)))
        fresh = {one.key: _fresh(row[one.key], another(primary, row[one.key]))}
        unique = {c._meta.db_column_name: another(c, row[c._meta.db_column_name]) for c in one.table._meta.columns
                  if c._meta.unique and row[c._meta.db_column_name] is not None}  # fmt: skip
        others = [other for other in await rows_of(one.name) if other[one.key] != row[one.key]]
        if one.name not in UNIQUE_PAIRS:
            await insert(one.name, row | unique | fresh)
            expected.append(f"{one.word} {fresh[one.key]} 没有事件")
        if others and not one.when:
            await behind(f'DELETE FROM "{one.name}" WHERE "{one.key}" = ?', others[0][one.key])
            expected.append(f"{one.word} {others[0][one.key]} 被删除")
        name = column._meta.db_column_name
        await put(one.name, one.key, row, name, another(column, row[name]))
        expected.append(f"{one.word} {row[one.key]} 与事件不符，被改动的有：{name}")
    ledger = await heard()
    problems = (await prove(ledger)).problems
    ledger.close()
    missed = [words for words in expected if not any(words in said for said in problems)]
    assert missed == []


# Their unique indexes are over several columns.
UNIQUE_PAIRS = {
    "membership", "checklist_version", "enterprise", "enterprise_hazard", "qr_code", "recheck", "document_style",
    "number_series", "bureau_seal", "document", "consent", "document_template", "day_list_entry", "import_heading", "photo_marks",
    "draw_paper", "draw_entry", "draw_supplement", "campaign_phase", "campaign_object", "campaign_visit", "campaign_share",
}  # fmt: skip


def _fresh(old: Any, new: Any) -> Any:
    return 99_999 if isinstance(old, int) else new


def test_parts_stand_among_the_columns() -> None:
    assert {name for one in vouched().values() for name in names(one) if name.startswith(PART)} >= {"+answer"}
