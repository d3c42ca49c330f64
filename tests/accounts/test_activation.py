"""Activation codes: issued, used once, expired, revoked, wrong, for a new person and for one with an account."""

from datetime import timedelta

import pytest

from tests.cast import PASSWORD, ids
from webapp.accounts.login.sessions import load_user
from webapp.accounts.members.activation import issue, revoke
from webapp.accounts.members.joining import activate
from webapp.accounts.tables import Activation, Membership, Person
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import transaction
from webapp.errors import Conflict, Invalid, NotFound, TooMany

pytestmark = pytest.mark.usefixtures("db")
NEW = "13900000009"


async def use(code, mobile=NEW, password=PASSWORD, name="王五"):
    return await activate(code, name, mobile, password, device="phone", address="10.0.0.9")


async def inspector():
    return await load_user(ids()["inspector"])


async def test_a_code_makes_one_account_that_acts_for_the_enterprise():
    code = await issue(await inspector(), ids()["A"], "安全员")
    assert await use(code.lower().replace("-", " "))
    person = await Person.select().where(Person.username == NEW).first()
    user = await load_user(person["id"])
    assert user.enterprises == (ids()["A"],)
    assert user.role == "employer"
    with pytest.raises(Conflict, match="用过"):
        await use(code, "13900000010")
    row = await Activation.select().where(Activation.used_by == user.id).first()
    assert code not in str(row)
    actions = [event["action"] for event in await history("activation", row["id"])]
    assert actions == ["activation.issued", "activation.used"]


async def test_an_account_gets_another_enterprise_with_its_own_password():
    code = await issue(await inspector(), ids()["B"])
    with pytest.raises(Invalid, match="原来的密码"):
        await use(code, "13800000001", "another-password-1")
    await use(code, "13800000001")
    assert set((await load_user(ids()["owner"])).enterprises) == {ids()["A"], ids()["B"]}


async def test_who_is_there_already_does_not_use_the_code_up():
    code = await issue(await inspector(), ids()["A"])
    with pytest.raises(Conflict, match="没有用掉"):
        await use(code, "13800000001")
    await use(code)


async def test_an_ended_membership_comes_back():
    async with transaction():
        await Membership.update({Membership.ended_at: now()}).where(Membership.person == ids()["owner"])
    await use(await issue(await inspector(), ids()["A"]), "13800000001")
    assert (await load_user(ids()["owner"])).enterprises == (ids()["A"],)


async def test_expired_revoked_and_replaced_codes():
    user = await inspector()
    old = await issue(user, ids()["A"])
    new = await issue(user, ids()["A"], replace=True)
    with pytest.raises(Conflict, match="作废"):
        await use(old)
    row = await Activation.select().where(Activation.revoked_at.is_null()).first()
    await revoke(user, ids()["A"], row["id"])
    with pytest.raises(Conflict, match="作废"):
        await use(new)
    with pytest.raises(Conflict):
        await revoke(user, ids()["A"], row["id"])
    late = await issue(user, ids()["A"])
    async with transaction():
        await Activation.update({Activation.expires_at: now() - timedelta(seconds=1)}, force=True)
    with pytest.raises(Conflict, match="过期"):
        await use(late)


async def test_wrong_codes_are_throttled():
    for _ in range(8):
        with pytest.raises(Invalid, match="激活码不对"):
            await use("ABCDE-FGHJK")
    with pytest.raises(TooMany):
        await use("ABCDE-FGHJK")


async def test_nobody_issues_or_revokes_outside_of_their_reach():
    outsider = await load_user(ids()["outsider"])
    for user in (outsider, await load_user(ids()["owner"])):
        with pytest.raises(NotFound):
            await issue(user, ids()["A"])
    await issue(await inspector(), ids()["A"])
    row = await Activation.select().first()
    with pytest.raises(NotFound):
        await revoke(outsider, ids()["A"], row["id"])
    with pytest.raises(NotFound):
        await revoke(outsider, ids()["C"], row["id"])


async def test_a_person_of_a_bureau_stays_one():
    async with transaction():
        await Person.update({Person.username: "13900000001"}).where(Person.id == ids()["colleague"])
    code = await issue(await inspector(), ids()["A"])
    with pytest.raises(Conflict, match="监管人员"):
        await use(code, "13900000001")


async def test_two_at_once_one_gets_it():
    import asyncio

    code = await issue(await inspector(), ids()["A"])
    outcomes = await asyncio.gather(
        *(use(code, f"1390000002{digit}") for digit in range(4)), return_exceptions=True
    )
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert all(isinstance(outcome, str | Conflict) for outcome in outcomes)
