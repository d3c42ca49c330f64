"""曾用名: an enterprise is found by what it was called, and a record shows what it was called on its day."""

import importlib.util

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ids
from tests.counting import statements
from tests.documents.scene import begun, content, issued, submitted
from tests.enterprises.importing import finish, preview, user
from tests.enterprises.tables import code, row
from tests.inspections.ready import who
from tests.plans import scans
from webapp.db import sql, transaction
from webapp.documents import kinds
from webapp.documents.lists.listing import Wanted, documents
from webapp.enterprises.queries.former import former_names, shown
from webapp.enterprises.rules.search import fold, initials
from webapp.enterprises.rules.values import searchable
from webapp.enterprises.tables import Enterprise, FormerName
from webapp.enterprises.verbs import edit_enterprise
from webapp.settings import PROJECT

OLD, NEW = "贵池石料有限公司", "池州新城建材有限公司"


async def rename(name: str, who_: str = "supervisor") -> None:
    await edit_enterprise(await user(who_), ids()["A"], {"name": name})


async def test_the_old_name_and_its_initials_find_it_and_say_why(client_for):
    await rename(NEW)
    await rename("池州新城石材有限公司")
    client = await client_for("supervisor")
    for words in (OLD, "贵池石料", "gcsl", "gcsl 有限", NEW, "czxcjc"):
        page = (await client.get("/enterprises", params={"q": words})).text
        assert f'href="/enterprises/{ids()["A"]}"' in page, words
        assert f"曾用名：{OLD if words[:2] in ('贵池', 'gc') else NEW}" in page, words
    assert "曾用名" not in (await client.get("/enterprises", params={"q": "新城石材"})).text
    page = (await client.get(f"/enterprises/{ids()['A']}")).text
    assert page.index("曾用名") < page.index(NEW) < page.index(OLD)
    for place in ("/labels", "/inspections", "/documents"):
        assert (await client.get(place, params={"q": "贵池石料"})).status_code == 200
    assert "新城石材" in (await client.get("/labels?q=贵池石料")).text
    await rename(OLD)  # and back again: no former name of itself, but found by those between
    page = (await client.get(f"/enterprises/{ids()['A']}")).text
    assert page.count("池州新城") >= 2
    assert [row["name"] for row in shown((await former_names([ids()["A"]]))[ids()["A"]], OLD)] == [
        "池州新城石材有限公司", NEW,
    ]  # fmt: skip
    await edit_enterprise(await user(), ids()["A"], {"address": "新路 8 号"})
    assert "贵池石料" in (await client.get("/enterprises?q=czxcjc")).text


async def test_an_import_that_renames_keeps_the_old_name(client_for):
    before = row(1, name="旧名石料厂")
    await finish(*(await preview([before]))[:2])
    person, pk, shown_ = await preview([{**before, "name": "新名石料厂"}])
    assert shown_["result"]["counts"].get("update") == 1
    await finish(person, pk)
    await finish(*(await preview([{**before, "name": "新名石料厂", "address": "矿山路 9 号"}]))[:2])
    page = (await (await client_for("supervisor")).get("/enterprises?q=jmsl")).text
    assert "新名石料厂" in page and "曾用名：旧名石料厂" in page
    assert await FormerName.count().where(FormerName.name == "旧名石料厂") == 1


async def test_a_record_shows_the_name_of_its_day_everywhere(client_for):
    visit = await submitted()
    order = await issued(kinds.ORDER, visit)
    await rename(NEW)
    client = await client_for("inspector")
    for place in ("", "/handover", "/receipt", "/documents"):
        page = (await client.get(f"/inspections/{visit}{place}")).text
        assert OLD in page, place
    assert f"现名：{NEW}" in (await client.get(f"/inspections/{visit}")).text
    assert NEW not in (await client.get(f"/inspections/{visit}/handover")).text
    page = (await client.get("/inspections", params={"q": NEW})).text
    assert OLD in page and f"现名：{NEW}" in page
    for words in (OLD, NEW, "gcsl", "czxc"):
        page = (await client.get("/documents", params={"q": words})).text
        assert order["number"] in page and OLD in page, words
    rows = (await documents(await who("inspector"), Wanted())).rows
    assert [row["enterprise_name"] for row in rows] == [OLD]
    assert OLD in (await client.get(f"/documents/{order['id']}")).text
    # What is written now: the 笔录 tells of that day, an order addresses the enterprise as it is.
    assert (await content(await begun(kinds.RECORD, visit)))["enterprise"]["name"] == OLD
    assert (await content(await begun(kinds.ADVICE, visit)))["enterprise"]["name"] == NEW
    later = await submitted()
    assert NEW in (await client.get(f"/inspections/{later}/handover")).text


async def test_the_migration_reads_the_audit_trail(client_for):
    await rename(NEW)
    await rename("池州新城石材有限公司")
    kept = await FormerName.select().order_by(FormerName.id)
    search = (await Enterprise.select(Enterprise.search).where(Enterprise.id == ids()["A"]))[0]["search"]
    there = await Enterprise.select().where(Enterprise.id == ids()["A"]).first()
    async with transaction():
        await FormerName.delete(force=True)
        await Enterprise.update({Enterprise.search: searchable(there)}).where(Enterprise.id == ids()["A"])
        await sql("DROP INDEX ix_former_name_enterprise")
        path = PROJECT / "piccolo_migrations" / "webapp_2026_12_01t00_00_08_000001.py"
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for run in (await module.forwards()).raw:
            await run()
    made = await FormerName.select().order_by(FormerName.id)
    assert [(one["enterprise"], one["name"]) for one in made] == [
        (one["enterprise"], one["name"]) for one in kept
    ]
    assert all(
        abs((one["until"] - two["until"]).total_seconds()) < 5 for one, two in zip(made, kept, strict=True)
    )
    again = (await Enterprise.select(Enterprise.search).where(Enterprise.id == ids()["A"]))[0]["search"]
    assert again == search
    assert "贵池石料" in again and "gcsl" in again


async def test_names_of_the_day_are_found_by_an_index(client_for):
    await submitted()
    await rename(NEW)
    client = await client_for("inspector")
    said = []
    for place in ("/inspections", "/documents", f"/enterprises/{ids()['A']}", "/enterprises?q=贵池石料"):
        said += await statements(client.get(place))
    read = [text for text in said if "former_name" in text]
    assert len(read) >= 3
    for text in read:
        assert not [step for step in await scans(text) if "former_name" in step], text


names = st.text(st.characters(categories=["Lo", "Lu", "Nd"]), min_size=1, max_size=30)


@given(names, st.lists(names, max_size=6))
def test_every_former_name_is_in_the_search_column(name, former):
    present = {"name": name, "credit_code": code(7), "workplace": ""}
    found = searchable(present, former)
    assert found.startswith(searchable(present)) and len(found) <= 700
    for one in former:
        assert (fold(one) in found and initials(one) in found) or len(found) > 500
