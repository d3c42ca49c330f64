"""Which checklist a visit takes, by whom it is about, what it is for and what is in force; and what is demanded on site."""

from datetime import timedelta

import pytest

from tests.cast import ids
from tests.checklists import scene
from tests.conftest import ClientFor
from tests.inspections.ready import visit
from tests.inspections.visits import JSON, opening, uuid7
from webapp.checklists import queries, verbs
from webapp.checklists.rows import texts
from webapp.checklists.tables import Checklist
from webapp.clock import today
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.inspections.demands import PROVIDERS, Demands
from webapp.inspections.queries.record import load
from webapp.inspections.rules.slots import slot_of
from webapp.subjects import OFFERED, Purpose, Subject

NONE = "还没有可以用于检查的检查表"
HTML = {"accept": "text/html"}


async def another(title: str, purpose: str = "inspection", *, on: int = 0, **more: str) -> tuple[int, int]:
    """One more published checklist with one item, in force so many days from now: (checklist, version)."""
    user, (_, first) = await scene.admin(), await scene.first()
    rows = [texts((await queries.items_of(first))[0])]
    checklist, version = await verbs.create_checklist(user, rows, title=title, purpose=purpose, **more)
    await verbs.edit_details(
        user, version, source="x", verified=True, effective_on=today() + timedelta(days=on)
    )
    await verbs.publish(user, version)
    return checklist, version


async def test_only_what_is_for_inspections_and_in_force_is_offered(client_for: ClientFor) -> None:
    _, own = await another("管理自查表", "selfcheck")
    _, later = await another("明年的检查表", on=30)
    _, dust = await another("粉尘专项检查表")
    client = await client_for("inspector", **JSON)
    for address in (f"/enterprises/{ids()['A']}/visit", "/field/start"):
        page = (await client.get(address, headers=HTML)).text
        assert "粉尘专项检查表" in page and "管理自查表" not in page and "明年的检查表" not in page
    refused = await client.put(f"/inspections/{uuid7()}", json=opening(version=own))
    assert refused.status_code == 422 and refused.json()["about"] == "version"
    assert (await client.put(f"/inspections/{uuid7()}", json=opening(version=dust))).status_code == 201
    chosen = await client.put(f"/inspections/{uuid7()}", json=opening())
    assert chosen.json()["version"] == (await scene.first())[1] != later


async def test_each_purpose_has_a_default_of_its_own(client_for: ClientFor) -> None:
    checklist, version = await another("管理自查表", "selfcheck")
    [row] = await queries.published(purpose=Purpose.SELF_CHECK)
    assert (row["id"], row["is_default"]) == (version, True)
    assert [row["is_default"] for row in await queries.published()] == [True]
    admin = await client_for("admin")
    page = (await admin.get(f"/checklists/{checklist}")).text
    assert '用人单位</span> <span class="tag">自查' in page and "放射诊疗机构" not in page
    sent = {"title": "管理自查表", "note": "", "subject": "employer", "purpose": "inspection", "base": ""}
    assert (
        await admin.post(
            f"/checklists/{checklist}",
            data=sent | {"base": page.split('name="base" value="')[1].split('"')[0]},
        )
    ).status_code == 303
    assert [row["is_default"] for row in await queries.published()] == [True, False]
    assert await queries.published(purpose=Purpose.SELF_CHECK) == []
    assert (
        await admin.post(f"/checklists/{checklist}", data=sent | {"subject": "radiology"})
    ).status_code == 422


async def test_several_without_a_default_are_for_people_to_choose(client_for: ClientFor) -> None:
    """Nothing takes the first."""
    _, dust = await another("粉尘专项检查表")
    async with transaction():
        await Checklist.update({Checklist.is_default: False}, force=True)
    client = await client_for("inspector", **JSON)
    refused = await client.put(f"/inspections/{uuid7()}", json=opening())
    assert refused.status_code == 409 and "请选择一份" in refused.text
    assert (await client.put(f"/inspections/{uuid7()}", json=opening(version=dust))).status_code == 201
    assert (await client.get("/field/form", headers=HTML)).status_code == 409
    assert (await client.get(f"/field/form?version={dust}", headers=HTML)).status_code == 200
    assert (await client.get("/field/pack")).json()["checklist"] is None


async def test_without_one_a_sentence_says_so(client_for: ClientFor) -> None:
    async with transaction():
        await Checklist.update({Checklist.purpose: "selfcheck"}, force=True)
    client = await client_for("inspector", **JSON)
    for address in (f"/enterprises/{ids()['A']}/visit", "/field/start"):
        page = (await client.get(address, headers=HTML)).text
        assert NONE in page and "data-begin" not in page
    refused = await client.put(f"/inspections/{uuid7()}", json=opening())
    assert refused.status_code == 409 and NONE in refused.text


async def test_a_subject_says_what_it_needs_on_site(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One provider, one row; hazards and their signs are the employers'."""
    assert tuple(PROVIDERS) == OFFERED
    client = await client_for("inspector", **JSON)
    inspection = await visit()
    assert (await load(inspection)).hazards
    async with transaction():
        await Enterprise.update({Enterprise.subject: "radiology"}).where(Enterprise.id == ids()["A"])
    record = await load(inspection)
    assert (record.hazards, record.slots) == ([], [])
    assert NONE in (await client.get(f"/enterprises/{ids()['A']}/visit", headers=HTML)).text
    lead = slot_of("ppe:铅衣")

    async def of_radiology(enterprise: int) -> Demands:
        return Demands([], [lead], frozenset())

    monkeypatch.setitem(PROVIDERS, Subject.RADIOLOGY, of_radiology)
    _, version = await another("放射诊疗检查表", subject="radiology")
    assert "放射诊疗检查表" in (await client.get(f"/enterprises/{ids()['A']}/visit", headers=HTML)).text
    opened = await client.put(f"/inspections/{uuid7()}", json=opening())
    assert opened.status_code == 201 and opened.json()["version"] == version
    address = f"/inspections/{opened.json()['id']}"
    assert "铅衣" in (await client.get(address, headers=HTML)).text
    seen = await client.put(f"{address}/slots/{lead.key}", json={"result": "absent"})
    assert seen.status_code == 200, seen.text
