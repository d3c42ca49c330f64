"""People of an enterprise keep its contact right; the bureau sees who changed what."""

from tests.cast import ids
from tests.conftest import ClientFor
from webapp.audit.queries import history
from webapp.enterprises.tables import Enterprise

NEW = {"contact": "赵六", "phone": "13900001111"}


async def test_the_owner_changes_the_contact_and_the_bureau_sees_it(client_for: ClientFor) -> None:
    owner, pk = await client_for("owner"), ids()["A"]
    assert f"/enterprises/{pk}/contact" in (await owner.get("/me")).text
    assert 'value="李四"' in (await owner.get(f"/enterprises/{pk}/contact")).text
    before = await Enterprise.select().where(Enterprise.id == pk).first()
    sent = {**NEW, "name": "别的名称", "legal_person": "别人"}
    assert (await owner.post(f"/enterprises/{pk}/contact", data=sent)).status_code == 303
    after = await Enterprise.select().where(Enterprise.id == pk).first()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"contact", "phone", "revision", "updated_at"}
    event = (await history("enterprise", pk))[-1]
    assert (event["action"], event["name"]) == ("enterprise.contact_changed", "owner")
    page = (await (await client_for("inspector")).get(f"/enterprises/{pk}")).text
    assert "单位修改联系方式" in page
    assert "赵六" in page
    number = len(await history("enterprise", pk))
    assert (await owner.post(f"/enterprises/{pk}/contact", data=NEW)).status_code == 303
    assert len(await history("enterprise", pk)) == number  # nothing differed


async def test_nobody_else_and_nothing_empty(client_for: ClientFor) -> None:
    url = f"/enterprises/{ids()['A']}/contact"
    for name, status in (("stranger", 404), ("neighbour", 404), ("inspector", 403)):
        assert (await (await client_for(name)).post(url, data=NEW)).status_code == status
    refused = await (await client_for("mate")).post(url, data={"contact": "", "phone": ""})
    assert refused.status_code == 422
    assert 'id="contact-error"' in refused.text
