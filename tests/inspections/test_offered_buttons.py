"""Buttons are offered to those who may: 制作文书 to people with a badge, 无法检查 to whoever may visit."""

from tests.cast import ids
from tests.conftest import ClientFor
from tests.documents.scene import submitted


async def test_assistants_are_offered_what_they_may(client_for: ClientFor) -> None:
    visit = await submitted()
    assistant, inspector = await client_for("assistant"), await client_for("inspector")
    pk = ids()["A"]
    for client in (assistant, inspector):
        assert f"/enterprises/{pk}/no-access" in (await client.get(f"/enterprises/{pk}")).text
        assert (await client.get(f"/enterprises/{pk}/no-access")).status_code == 200
    assert "制作文书" in (await inspector.get(f"/inspections/{visit}/receipt")).text
    assert "制作文书" not in (await assistant.get(f"/inspections/{visit}/receipt")).text
    assert (
        await assistant.post(f"/inspections/{visit}/documents", data={"kind": "record"})
    ).status_code == 403
    admin = await client_for("countyadmin")
    assert "/no-access" not in (await admin.get(f"/enterprises/{pk}")).text
