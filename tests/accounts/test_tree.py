"""The tree of bureaus: reach is exactly who stands below, in Python and in SQL, whatever the codes; no circles."""

import asyncio
import sqlite3

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import ids
from tests.counting import statements
from webapp.accounts.bureaus import tree
from webapp.accounts.bureaus.verbs import create_bureau, move_bureau
from webapp.accounts.login.sessions import load_user, user_of
from webapp.accounts.reach import event_condition
from webapp.accounts.rules import BUREAU_CODE, bureau_code_problem, codes_above
from webapp.accounts.tables import Bureau, Person
from webapp.clock import now
from webapp.db import sql, transaction
from webapp.enterprises.queries import bureaus_within
from webapp.errors import DomainError, NotFound

CODES = st.lists(st.from_regex(BUREAU_CODE, fullmatch=True), unique=True, min_size=1, max_size=12)
REFUSED = (sqlite3.IntegrityError, asyncpg.RaiseError)


@st.composite
def trees(draw):
    """(code, place of the parent or None) of bureaus; a parent was made before, its code says nothing."""
    codes = draw(CODES)
    return [(code, draw(st.none() | st.integers(0, at - 1)) if at else None) for at, code in enumerate(codes)]


def lines(made):
    """By place: the bureau and all above it, walked one by one."""
    found = []
    for at, (_, parent) in enumerate(made):
        found.append({at} | (found[parent] if parent is not None else set()))
    return found


@given(trees())
def test_reach_is_who_stands_below(made):
    parents = {at: parent for at, (_, parent) in enumerate(made)}
    for top in parents:
        assert tree.below(parents, top) == {at for at, line in enumerate(lines(made)) if top in line}
        assert set(tree.above(parents, top)) == lines(made)[top]
        assert tree.above(parents, top)[:2] == [top, *([parents[top]] if parents[top] is not None else [])]


@given(trees())
def test_a_list_has_each_bureau_once_after_the_one_above_it(made):
    rows = [{"id": at, "code": code, "name": code, "parent": above} for at, (code, above) in enumerate(made)]
    found = tree.in_order(rows)
    assert sorted(row["id"] for row in found) == list(range(len(made)))
    seen = {}
    for row in found:
        assert row["level"] == (0 if row["parent"] is None else seen[row["parent"]] + 1)
        seen[row["id"]] = row["level"]
    for top in (row["id"] for row in found):
        places = [at for at, row in enumerate(found) if top in lines(made)[row["id"]]]
        assert places == list(range(places[0], places[0] + len(places)))


@given(CODES)
def test_a_code_proposes_the_nearest_by_its_parts_and_never_a_zone(codes):
    known = {code: at for at, code in enumerate(codes)}
    for code in codes:
        assert all(
            code.startswith(one) and len(one) < len(code) and "Z" not in one for one in codes_above(code)
        )
        nearer = [one for one in codes if one in codes_above(code)]
        assert tree.parent_by_code(code, known) == (known[max(nearer, key=len)] if nearer else None)
    assert codes_above("3417Z10") == codes_above("3417Z1") == ["3417", "34"]
    assert codes_above("341702100") == ["341702", "3417", "34"]
    assert bureau_code_problem("3417Z10", "3417Z1", ["3417Z1"])


async def grown(made, top):
    """The bureaus of a tree in the place of those of the last one, below `top`; their ids."""
    await Bureau.update({Bureau.parent: None}).where(Bureau.name == "tree")
    await Bureau.delete().where(Bureau.name == "tree")
    pks: list[int] = []
    for code, parent in made:
        above = top if parent is None else pks[parent]
        row = await Bureau.insert(Bureau(code=f"T{code}", name="tree", parent=above))
        pks.append(row[0]["id"])
    return pks


@settings(max_examples=30)
@given(trees())
async def test_the_database_says_the_same_of_everybody(db, made):
    async with transaction():
        pks = await grown(made, None)
    for at, pk in enumerate(pks):
        expected = {pks[one] for one, line in enumerate(lines(made)) if at in line}
        row = {
            "role": "administrator",
            "bureau": pk,
            "bureau_code": "x",
            "bureau_name": "x",
            "above": made[at][1],
        }
        user = await user_of(row | {"id": 0, "name": "", "username": "", "badge": "", "must_change": False})
        assert set(user.bureaus) == expected == set(await tree.bureaus_below(pk))
        assert user.topmost == (made[at][1] is None)
        assert set(await tree.bureaus_above(pk)) == {pks[one] for one in lines(made)[at]}
        assert {int(value) for value, _ in await bureaus_within(user)} == expected
        condition, values = event_condition(user)
        told = await sql(f"SELECT e.bureau FROM (SELECT id AS bureau, 0 AS enterprise, 0 AS person FROM bureau) AS e WHERE {condition}", *values)  # fmt: skip
        assert {row["bureau"] for row in told} == expected


@settings(max_examples=30)
@given(trees(), st.data())
async def test_no_circle_can_be_made(db, made, data):
    async with transaction():
        pks = await grown(made, ids()["city"])
    admin = await load_user(ids()["admin"])
    for _ in range(4):
        one, other = data.draw(st.sampled_from(pks)), data.draw(st.sampled_from(pks))
        circle = other in await tree.bureaus_below(one)
        try:
            await move_bureau(admin, one, other)
        except DomainError:
            assert circle
        else:
            assert not circle
        if circle:
            with pytest.raises(REFUSED):
                async with transaction():
                    await Bureau.update({Bureau.parent: other}).where(Bureau.id == one)
    rows = await Bureau.select(Bureau.id, Bureau.parent).where(Bureau.name == "tree")
    parents = {row["id"]: row["parent"] for row in rows} | {ids()["city"]: None}
    assert all(tree.above(parents, pk)[-1] == ids()["city"] for pk in pks)


async def test_the_guard_holds_for_rows_that_are_written_together(db):
    with pytest.raises(REFUSED):
        async with transaction():
            await sql(
                "INSERT INTO bureau (id, code, name, parent) VALUES (9001, 'T1', 'x', 9002), (9002, 'T2', 'x', 9001)"
            )
    with pytest.raises(REFUSED):
        async with transaction():
            await sql("INSERT INTO bureau (id, code, name, parent) VALUES (9001, 'T1', 'x', 9001)")
    assert not await Bureau.exists().where(Bureau.id >= 9001)


async def test_two_who_put_two_bureaus_below_one_another_at_once_make_no_circle(db):
    admin, county, other = await load_user(ids()["admin"]), ids()["county"], ids()["other"]
    for _ in range(5):
        done = await asyncio.gather(
            move_bureau(admin, county, other), move_bureau(admin, other, county), return_exceptions=True
        )
        assert [isinstance(one, DomainError) for one in done].count(True) == 1
        assert set(await tree.bureaus_below(ids()["city"])) >= {county, other}
        async with transaction():
            await Bureau.update({Bureau.parent: ids()["city"]}).where(Bureau.id.is_in([county, other]))


@pytest.mark.only_on("postgres")
async def test_who_writes_past_the_verb_waits_for_the_other_and_sees_what_it_did(db):
    county, other = ids()["county"], ids()["other"]
    began, waited = asyncio.Event(), asyncio.Event()

    async def first():
        async with transaction():
            await Bureau.update({Bureau.parent: other}).where(Bureau.id == county)
            began.set()
            await waited.wait()

    async def second():
        await began.wait()
        async with transaction():
            await Bureau.update({Bureau.parent: county}).where(Bureau.id == other)

    async def watcher():
        await began.wait()
        found = []
        while not found:
            found = await sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        waited.set()

    done = await asyncio.gather(first(), watcher(), second(), return_exceptions=True)
    assert [type(one) for one in done if one is not None] == [asyncpg.RaiseError]


async def test_reach_costs_one_statement_of_a_request(client_for):
    client = await client_for("admin")
    asked = await statements(client.get("/me"))
    assert len([one for one in asked if "FROM bureau" in one]) == 1
    assert len([one for one in asked if " bureau" in one]) == 2  # and the session's


async def test_a_bureau_is_put_below_another_by_somebody_above_both(client_for):
    admin, zone, town = await client_for("admin"), ids()["zone"], ids()["town"]
    page = (await admin.get(f"/bureaus/{town}")).text
    assert "上级机构：贵池区卫生健康委员会" in page
    assert (await admin.post(f"/bureaus/{town}/parent", data={"parent": str(zone)})).status_code == 303
    inspector = await load_user(ids()["zoneinspector"])
    assert set(inspector.bureaus) == {zone, town}
    assert town not in (await load_user(ids()["countyadmin"])).bureaus
    trail = (await admin.get("/audit", params={"thing": "bureau", "thing_id": str(town)})).text
    for word in ("调整上级机构", "贵池区卫生健康委员会", "池州经济技术开发区卫生健康局"):
        assert word in trail
    theirs = (await (await client_for("countyadmin")).get("/audit")).text
    assert "划出下级机构" in theirs
    assert "梅村镇卫生监督协管站" in theirs
    tree_page = (await admin.get("/bureaus")).text
    assert tree_page.index("池州经济技术开发区卫生健康局") < tree_page.index("梅村镇卫生监督协管站")
    for parent in (town, 0, 10**9, "x", ""):
        answer = await admin.post(f"/bureaus/{zone}/parent", data={"parent": str(parent)})
        assert answer.status_code == 422, parent
    assert (
        await admin.post(f"/bureaus/{ids()['city']}/parent", data={"parent": str(zone)})
    ).status_code == 403


async def test_nobody_moves_what_is_not_theirs_or_to_where_they_do_not_reach(client_for):
    county = await client_for("countyadmin")
    for bureau, parent, status in (
        ("zone", "county", 404), ("town", "other", 422), ("town", "city", 422), ("county", "town", 403),
        ("county", "city", 403), ("city", "county", 404),
    ):  # fmt: skip
        answer = await county.post(f"/bureaus/{ids()[bureau]}/parent", data={"parent": str(ids()[parent])})
        assert answer.status_code == status, (bureau, parent)
    assert (await load_user(ids()["admin"])).bureaus == tuple(
        sorted(ids()[name] for name in ("city", "county", "other", "zone", "town"))
    )


async def test_who_lost_the_reach_meanwhile_moves_nothing(db):
    old = await load_user(ids()["countyadmin"])
    await move_bureau(await load_user(ids()["admin"]), ids()["town"], ids()["zone"])
    with pytest.raises(NotFound):
        await move_bureau(old, ids()["town"], ids()["county"])


async def test_a_new_bureau_stands_where_its_maker_puts_it(client_for):
    admin = await client_for("admin")
    new = {"code": "341702104", "name": "梅街镇站", "kind": "township"}
    assert (await admin.post("/bureaus/new", data=new)).status_code == 303
    assert (await stands("341702104")) == ids()["county"]
    new = {"code": "341702401", "name": "马衙站", "kind": "township", "parent": str(ids()["zone"])}
    assert (await admin.post("/bureaus/new", data=new)).status_code == 303
    assert (await stands("341702401")) == ids()["zone"]
    out = await client_for("countyadmin")
    new = {"code": "341702102", "name": "站", "kind": "township", "parent": str(ids()["zone"])}
    assert (await out.post("/bureaus/new", data=new)).status_code == 422


async def stands(code):
    return (await Bureau.select(Bureau.parent).where(Bureau.code == code).first())["parent"]


async def test_a_bureau_in_between_takes_nobody_over_by_itself(db):
    async with transaction():
        await Bureau.update({Bureau.parent: ids()["city"]}).where(Bureau.id == ids()["town"])
        await Person.update({Person.last_login: now()}).where(Person.id == ids()["admin"])
    values = dict.fromkeys(("short_name", "phone", "address"), "") | {"kind": "authority", "authority": None}
    made = await create_bureau(await load_user(ids()["admin"]), {"code": "341722", "name": "石台", **values})
    assert await tree.bureaus_below(made) == (made,)
