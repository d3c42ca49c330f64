"""What was found at a sign stays found, whatever becomes of the hazards that asked for it."""

from tests.cast import ids
from tests.inspections.ready import CLOSING, answer_all, draft_finding, visit, who
from tests.inspections.visits import JSON
from webapp.db import sql, transaction
from webapp.enterprises.tables import EnterpriseHazard
from webapp.findings.tables import Finding
from webapp.inspections.queries.record import load
from webapp.inspections.tables import DraftFinding, Slot
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit
from webapp.inspections.views.places import slots_view

DUST = "sign:注意防尘"


async def missing_sign(**values):
    """A visit at the quarry whose dust sign is missing: an order under V24."""
    inspection = await visit(**CLOSING, **values)
    await answer_all(inspection)
    async with transaction():
        await Slot.update({Slot.result: "absent", Slot.reason: ""}).where(
            (Slot.inspection == inspection) & (Slot.key == DUST)
        )
    await draft_finding(
        inspection, None, slot=DUST, violation="V24", fact="破碎岗位未设置“注意防尘”警示标识。"
    )
    return inspection


async def no_more_dust():
    async with transaction():
        await EnterpriseHazard.delete().where(
            (EnterpriseHazard.enterprise == ids()["A"]) & (EnterpriseHazard.factor == "D001")
        )


async def other_signs():
    """The table of signs is edited: dust asks for another sign."""
    async with transaction():
        await sql("UPDATE sign_group SET warning_signs = replace(warning_signs, '注意防尘', '当心粉尘')")


async def test_a_submitted_visit_keeps_its_order_when_the_hazards_change(client_for):
    inspection = await missing_sign()
    await submit(await who("inspector"), inspection)
    before = (await load(inspection)).slots
    for change in (no_more_dust, other_signs):
        await change()
        record = await load(inspection)
        assert [row["slot"] for row in record.findings] == [DUST]
        assert {slot.key for slot in record.slots} == {slot.key for slot in before}
        page = (await (await client_for("inspector")).get(f"/inspections/{inspection}")).text
        assert "破碎岗位未设置" in page


async def test_a_copy_orders_what_the_voided_visit_ordered(client_for):
    inspection = await missing_sign()
    await submit(await who("inspector"), inspection)
    await no_more_dust()
    copy = await void_and_copy(await who("supervisor"), inspection, "日期写错")
    form = (await (await client_for("inspector")).get(f"/inspections/{copy}")).text
    assert f'data-slot="{DUST}"' in form  # there it can be seen, and taken back
    await submit(await who("inspector"), copy)
    (made,) = await Finding.select().where(Finding.inspection == copy)
    assert (made["slot"], made["violation"], made["state"]) == (DUST, "V24", "open")


async def test_a_draft_keeps_the_card_of_a_finding_until_it_is_taken_back(client_for):
    inspection = await missing_sign()
    await no_more_dust()
    client = await client_for("inspector", **JSON)
    seen = await client.put(f"/inspections/{inspection}/slots/{DUST}", json={"result": "damaged"})
    assert seen.status_code == 200
    assert DUST in {slot.key for slot in (await load(inspection)).slots}
    drafted = await DraftFinding.select(DraftFinding.id).where(DraftFinding.inspection == inspection).first()
    await client.delete(f"/inspections/{inspection}/findings/{drafted['id']}")
    assert DUST not in {slot.key for slot in (await load(inspection)).slots}
    await submit(await who("inspector"), inspection)
    assert not await Finding.exists().where(Finding.inspection == inspection)


async def test_a_recheck_does_not_pass_over_a_sign_that_nobody_looked_at(client_for):
    """A finding about a sign whose result has not come yet holds the submission back."""
    inspection = await visit(kind="recheck", **CLOSING)
    client = await client_for("inspector", **JSON)
    address = f"/inspections/{inspection}"
    made = await client.put(
        f"{address}/findings/01956380-0000-7000-8000-0000000000e1",
        json={"slot": DUST, "fact": "未设置。", "requirement": "设置。"},
    )
    assert made.status_code == 201
    await no_more_dust()
    refused = await client.post(f"{address}/submission", json={})
    assert [one["where"] for one in refused.json()["open"]] == [DUST]
    assert (await client.put(f"{address}/slots/{DUST}", json={"result": "absent"})).status_code == 200
    assert (await client.post(f"{address}/submission", json={})).status_code == 201
    assert await Finding.count().where(Finding.inspection == inspection) == 1


async def test_a_finding_about_no_sign_is_refused(client_for):
    inspection = await visit()
    client = await client_for("inspector", **JSON)
    for slot in ("sign:", "注意防尘", "other:x"):
        answer = await client.put(
            f"/inspections/{inspection}/findings/01956380-0000-7000-8000-0000000000e2",
            json={"slot": slot, "fact": "未设置。", "requirement": "设置。"},
        )
        assert answer.status_code == 422


async def test_a_missing_sign_is_an_order_only_where_a_severe_hazard_asks_for_it(db):
    """A has silica dust, which is severe, and noise, which is not."""
    views = {view.slot.name: view for view in slots_view(await load(await visit()), "")}
    assert (views["注意防尘"].violation, views["注意防尘"].handling) == ("V24", "order")
    assert (views["噪声有害"].violation, views["噪声有害"].handling) == ("", "advice")
    async with transaction():
        await EnterpriseHazard.delete().where(EnterpriseHazard.factor == "D001")
    views = {view.slot.name: view for view in slots_view(await load(await visit()), "")}
    assert views["噪声有害"].violation == ""
