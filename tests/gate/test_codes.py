"""Codes are issued, revoked with a reason, and never two at a time."""

import pytest

from tests.cast import TOKENS, ids
from webapp.accounts.login.sessions import load_user
from webapp.audit.queries import history
from webapp.db import transaction
from webapp.enterprises.tables import QrCode
from webapp.errors import Conflict, Invalid, NotFound
from webapp.gate import verbs


async def test_revoking_issues_another_at_once_and_is_told(db):
    user = await load_user(ids()["supervisor"])
    new = await verbs.revoke(user, ids()["A"], "破损")
    rows = await QrCode.select().where(QrCode.enterprise == ids()["A"]).order_by(QrCode.id)
    assert [row["revoked_why"] for row in rows] == ["破损", ""]
    assert rows[1]["token"] == new != TOKENS["A"]
    assert [event["action"] for event in await history("qr_code", rows[0]["id"])] == ["qr_code.revoked"]
    with pytest.raises(Conflict):
        await verbs.revoke(user, ids()["A"], "破损", code=rows[0]["id"])
    with pytest.raises(Invalid):
        await verbs.revoke(user, ids()["A"], " ")
    with pytest.raises(NotFound):
        await verbs.revoke(user, ids()["C"], "破损")


async def test_issuing_makes_one_only_where_there_is_none(db):
    user = await load_user(ids()["supervisor"])
    assert await verbs.issue(user, ids()["A"]) == TOKENS["A"]
    async with transaction():
        await QrCode.delete().where(QrCode.enterprise == ids()["A"])
    made = await verbs.issue(user, ids()["A"])
    assert await verbs.issue(user, ids()["A"]) == made


async def test_the_page_shows_revokes_and_keeps_what_was_typed(client_for):
    client, path = await client_for("supervisor"), f"/enterprises/{ids()['A']}/code"
    assert 'aria-label="贵池石料有限公司的二维码"' in (await client.get(path)).text
    current = (await QrCode.select(QrCode.id).where(QrCode.enterprise == ids()["A"]).first())["id"]
    assert (await client.post(f"{path}/revocation", data={"reason": "", "code": current})).status_code == 422
    answer = await client.post(f"{path}/revocation", data={"reason": "贴错单位", "code": current})
    assert answer.status_code == 303
    assert "贴错单位" in (await client.get(path)).text
    answer = await client.post(f"{path}/revocation", data={"reason": "再来一次", "code": current})
    assert answer.status_code == 409
    assert "再来一次" in answer.text


@pytest.mark.parametrize(("who", "status"), [("outsupervisor", 404), ("inspector", 403), ("owner", 403)])
async def test_others_cannot_revoke(client_for, who, status):
    client = await client_for(who)
    answer = await client.post(f"/enterprises/{ids()['A']}/code/revocation", data={"reason": "x", "code": 1})
    assert answer.status_code == status
    assert await QrCode.exists().where((QrCode.token == TOKENS["A"]) & QrCode.revoked_at.is_null())


async def test_a_missing_code_is_made_from_the_page(client_for):
    async with transaction():
        await QrCode.delete().where(QrCode.enterprise == ids()["A"])
    client, path = await client_for("inspector"), f"/enterprises/{ids()['A']}/code"
    assert "还没有二维码" in (await client.get(path)).text
    assert (await client.post(path)).status_code == 303
    assert "打印标签" in (await client.get(path)).text
