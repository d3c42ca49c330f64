"""Hazard factors and sign groups: found, corrected, and what follows for enterprises."""

import re

import pytest

from tests.cast import ids
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.enterprises.reference import verbs
from webapp.enterprises.reference.queries import factor_of, factors_like
from webapp.enterprises.tables import Enterprise, HazardFactor, SignGroup

FACTOR = {"name": "煤尘", "category": "粉尘", "cas": "", "severe": "true", "sign_groups": ["dust"]}


def base_in(page):
    return re.search(r'name="base" value="([0-9a-f]+)"', page).group(1)


async def severity(name):
    row = await Enterprise.select(Enterprise.severity).where(Enterprise.id == ids()[name]).first()
    return row["severity"]


async def test_factors_are_found_by_name_initials_number_and_code(db):
    assert [row["code"] for row in await factors_like("矽尘")][:1] == ["D001"]
    assert "D001" in [row["code"] for row in await factors_like("XC")]
    assert "D001" in [row["code"] for row in await factors_like("14808-60-7")]
    assert [row["code"] for row in await factors_like("d002")] == ["D002"]
    assert await factors_like("没有这种") == []


async def test_a_factor_is_edited_and_a_late_form_refused(client_for):
    client = await client_for("admin")
    page = (await client.get("/reference/hazards/D002")).text
    sent = FACTOR | {"base": base_in(page)}
    assert (await client.post("/reference/hazards/D002", data=sent)).status_code == 303
    row = await factor_of("D002")
    assert (row["severe"], row["sign_groups"]) == (True, "dust")
    assert [event["action"] for event in await history("hazard_factor", "D002")] == ["hazard_factor.edited"]
    stale = await client.post("/reference/hazards/D002", data=sent | {"name": "煤炭粉尘"})
    assert stale.status_code == 409 and "煤炭粉尘" in stale.text and "别人修改过" in stale.text
    refused = await client.post("/reference/hazards/D002", data=FACTOR | {"sign_groups": ["nonsense"]})
    assert refused.status_code == 422


async def test_a_factor_is_added_once(client_for):
    client = await client_for("admin")
    new = FACTOR | {"code": "C999", "name": "新化学物"}
    assert (await client.post("/reference/hazards", data=new | {"code": "9"})).status_code == 422
    assert (await client.post("/reference/hazards", data=new)).status_code == 303
    assert "C999" in (await client.get("/reference/hazards", params={"q": "xhxw"})).text
    again = await client.post("/reference/hazards", data=new)
    assert again.status_code == 422 and "已经有了" in again.text
    assert (await client.get("/reference/hazards/zzz")).status_code == 404


async def test_enterprises_follow_when_a_factor_becomes_severe_or_ceases_to_be(db):
    user = await load_user(ids()["admin"])
    await HazardFactor.update({HazardFactor.severe: False}).where(HazardFactor.code != "P001")
    await HazardFactor.update({HazardFactor.severe: False}).where(HazardFactor.code == "P001")
    # 52 retail: no industry of the catalogue of severe ones
    await Enterprise.update({Enterprise.severity: "general", Enterprise.industry: "52"}, force=True)
    row = await factor_of("D001")
    values = {name: row[name] for name in ("name", "category", "cas", "sign_groups")}
    await verbs.edit_factor(user, "D001", values | {"severe": True})
    assert [await severity(name) for name in "ABC"] == ["severe", "general", "severe"]
    await HazardFactor.update({HazardFactor.severe: True}).where(HazardFactor.code == "P001")
    await verbs.edit_factor(user, "D001", values | {"severe": False})
    assert [await severity(name) for name in "ABC"] == ["severe", "general", "general"]


async def test_signs_are_previewed_checked_and_saved(client_for):
    client = await client_for("admin")
    assert 'aria-label="注意防尘"' in (await client.get("/reference/signs")).text
    page = (await client.get("/reference/signs/dust")).text
    sent = {
        "situation": "产生粉尘",
        "warning_signs": "注意防尘/注意高温",
        "mandatory_signs": "戴防尘口罩",
        "ppe": "口罩（GB/T 1）",
    }
    sent |= {"verified": "true", "base": base_in(page)}
    preview = await client.post("/reference/signs/dust/preview", data=sent)
    assert preview.status_code == 200 and 'aria-label="注意高温"' in preview.text
    unknown = await client.post("/reference/signs/dust", data=sent | {"warning_signs": "当心老虎"})
    assert unknown.status_code == 422 and "没有名为“当心老虎”的标识" in unknown.text
    assert (await client.post("/reference/signs/dust", data=sent)).status_code == 303
    row = await SignGroup.select().where(SignGroup.code == "dust").first()
    assert (row["warning_signs"], row["verified"]) == ("注意防尘/注意高温", True)
    assert [event["action"] for event in await history("sign_group", "dust")] == ["sign_group.edited"]
    late = await client.post("/reference/signs/dust", data=sent | {"ppe": "别的"})
    assert late.status_code == 409 and "别的" in late.text


@pytest.mark.parametrize("who", ["inspector", "assistant", "supervisor", "owner"])
async def test_others_have_no_reference_pages(client_for, who):
    client = await client_for(who)
    for path in ("/reference", "/reference/hazards", "/reference/hazards/D001", "/reference/signs/dust"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post("/reference/hazards/D001", data=FACTOR)).status_code == 403
