"""Creating and editing enterprises: who supervises them, duplicates, hazards, other people's changes, events."""

import asyncio
import json

import pytest

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.enterprises import queries, verbs
from webapp.enterprises.rules import Status
from webapp.enterprises.rules.credit_codes import make_credit_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.errors import Invalid, NotFound

CODE = make_credit_code("91341702MA9999990")


def values(**more):
    return {"name": "重庆路石材厂", "credit_code": CODE, "area": "341702001", "industry": "303", **more}


async def user(name):
    return await load_user(ids()[name])


async def test_creates_with_bureau_qr_code_search_severity_and_event(db):
    pk = await verbs.create_enterprise(
        await user("inspector"), values(hazards=["P001"], exposed={"P001": 12})
    )
    made = await queries.enterprise_for(await user("inspector"), pk)
    assert made["bureau"] == ids()["county"]
    assert "cqlscc" in made["search"]
    assert made["status"] == Status.RUNNING
    assert await QrCode.count().where(QrCode.enterprise == pk) == 1
    hazards = (await queries.hazards_of([pk, ids()["B"]]))[pk]
    assert [(row["code"], row["exposed"]) for row in hazards] == [("P001", 12)]
    (event,) = await history("enterprise", pk)
    assert event["action"] == "enterprise.created"
    assert event["enterprise"] == pk
    assert json.loads(event["after"])["hazards"] == ["P001"]


async def test_the_longest_area_prefix_decides_and_a_hand_may(db):
    chief = await user("chief")
    pk = await verbs.create_enterprise(chief, values(area="341702100"))
    assert (await queries.enterprise_for(chief, pk))["bureau"] == ids()["town"]
    await verbs.edit_enterprise(chief, pk, {"bureau": ids()["zone"]})
    assert (await queries.enterprise_for(await user("zoneinspector"), pk))["bureau"] == ids()["zone"]


async def test_a_place_or_bureau_out_of_reach_is_refused(db):
    inspector = await user("inspector")
    with pytest.raises(Invalid, match="不在您的管辖范围内"):
        await verbs.create_enterprise(inspector, values(area="341721100"))
    with pytest.raises(Invalid, match="不在您的管辖范围内"):
        await verbs.create_enterprise(inspector, values(bureau=ids()["other"]))
    with pytest.raises(Invalid, match="没有这个地区"):
        await verbs.create_enterprise(inspector, values(area="999999"))


async def test_a_duplicate_names_the_existing_one_only_within_reach(db):
    inspector, outsider = await user("inspector"), await user("outsider")
    pk = await verbs.create_enterprise(inspector, values())
    with pytest.raises(verbs.Duplicate) as here:
        await verbs.create_enterprise(inspector, values())
    assert here.value.enterprise == pk
    with pytest.raises(verbs.Duplicate) as there:
        await verbs.create_enterprise(outsider, values(area="341721100"))
    assert there.value.enterprise is None
    assert "重庆路" not in there.value.sentence
    assert await verbs.create_enterprise(inspector, values(workplace="二厂"))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"workplace": "(二)厂"}, {"workplace": "（二）\u200b厂"}),
        (
            {"name": "ABC(池州)", "credit_code": None, "no_code_reason": "个体"},
            {"name": "ＡＢＣ（池州）", "credit_code": None, "no_code_reason": "个体"},
        ),
    ],
)
async def test_of_two_spellings_sent_at_once_one_is_registered(db, here, there):
    inspector = await user("inspector")
    tried = [verbs.create_enterprise(inspector, values(**one)) for one in (here, there) * 3]
    done = await asyncio.gather(*tried, return_exceptions=True)
    made = [one for one in done if isinstance(one, int)]
    others = [one for one in done if not isinstance(one, int)]
    assert len(made) == 1
    assert all(isinstance(one, verbs.Duplicate) and one.enterprise == made[0] for one in others), others
    assert all("已登记为" in one.sentence for one in others)


async def test_edits_record_only_what_changed_and_nothing_when_nothing_did(db):
    inspector, a = await user("inspector"), ids()["A"]
    await verbs.edit_enterprise(inspector, a, {"contact": "王五", "phone": "0566-2000000"}, revision=1)
    (event,) = await history("enterprise", a)
    assert json.loads(event["before"]) == {"contact": "李四"}
    assert json.loads(event["after"]) == {"contact": "王五", "revision": 2}
    await verbs.edit_enterprise(inspector, a, {"contact": "王五"})
    assert len(await history("enterprise", a)) == 1
    with pytest.raises(verbs.Changed):
        await verbs.edit_enterprise(inspector, a, {"contact": "赵六"}, revision=1)
    with pytest.raises(NotFound):
        await verbs.edit_enterprise(inspector, ids()["C"], {"contact": "赵六"})


async def test_hazards_change_severity_and_keep_known_numbers(db):
    inspector, b = await user("inspector"), ids()["B"]
    await verbs.set_hazards(inspector, b, ["C001", "D001"])
    row = await queries.enterprise_for(inspector, b)
    assert row["severity"] == "severe"
    assert {h["code"]: h["exposed"] for h in (await queries.hazards_of([b]))[b]} == {"C001": 10, "D001": None}
    await verbs.set_hazards(inspector, b, [])
    assert (await queries.hazards_of([b]))[b] == []
    with pytest.raises(Invalid):
        await verbs.set_hazards(inspector, b, ["X999"])


async def test_severe_industry_makes_it_severe_without_severe_factors(db):
    inspector = await user("inspector")
    pk = await verbs.create_enterprise(inspector, values(industry="303"))
    notes = (await queries.industries())["303"]
    expected = "severe" if notes["hazard_class"] == "severe" and "*" not in notes["note"] else "general"
    assert (await queries.enterprise_for(inspector, pk))["severity"] == expected == "severe"


async def test_reach_and_forged_ids(db):
    for name, pk in (("outsider", ids()["A"]), ("neighbour", ids()["A"]), ("inspector", 0), ("chief", 2**40)):
        with pytest.raises(NotFound):
            await queries.enterprise_for(await user(name), pk)
    assert (await queries.enterprise_for(await user("owner"), ids()["A"]))["bureau_code"] == "341702"


async def test_counter_status_and_sign_groups(db):
    inspector, a = await user("inspector"), ids()["A"]
    await verbs.set_open_findings(a, 3)
    await verbs.change_status(inspector, a, Status.STOPPED)
    row = await Enterprise.select().where(Enterprise.id == a).first()
    assert (row["open_findings"], row["status"]) == (3, "stopped")
    groups = await queries.sign_groups()
    assert next(iter(groups)) == "dust"
    assert groups["noise"].mandatory_signs == "戴护耳器"
