"""Forgotten passwords: by e-mail, and through the bureau."""

import re
from datetime import timedelta

import pytest

from tests.cast import PASSWORD, ids
from tests.smtp import mail_server
from webapp.accounts.login.reset import issue_reset
from webapp.accounts.tables import Activation, Membership, Person
from webapp.clock import now
from webapp.db import transaction
from webapp.mail import drain, send_mail
from webapp.settings import use

NEW = {"password": "ganz-neues-Kennwort", "again": "ganz-neues-Kennwort"}


@pytest.fixture
async def inbox(db):
    async with mail_server() as inbox:
        use(smtp_url=inbox.url, mail_from="mashang@example.cn")
        yield inbox
        await drain()
        use(smtp_url="", mail_from="")


async def give_email(name="inspector"):
    async with transaction():
        await Person.update({Person.email: "i@example.cn"}).where(Person.id == ids()[name])


async def test_a_link_by_mail_sets_a_new_password_once(client_for, inbox):
    await give_email()
    client = await client_for()
    answer = await client.post("/reset", data={"username": "Inspector"})
    assert answer.status_code == 200
    await drain()
    (message,) = inbox.messages
    assert message["To"] == "i@example.cn"
    link = re.search(r"http://testserver(/reset/\S+)", message.get_payload(decode=True).decode())[1]
    assert (await client.get(link)).status_code == 200
    short = await client.post(link, data={"password": "kurz", "again": "kurz"})
    assert short.status_code == 422
    there = await client_for("inspector")
    assert (await client.post(link, data=NEW)).status_code == 303
    assert (await there.get("/me")).status_code == 303
    assert (await client.post(link, data=NEW)).status_code == 409
    assert "已经用过" in (await client.get(link)).text
    login = await client.post("/login", data={"username": "inspector", "password": NEW["password"]})
    assert login.status_code == 303


async def test_the_answer_is_the_same_for_accounts_that_do_not_exist(client_for, inbox):
    await give_email()
    client = await client_for()
    answers = [
        await client.post("/reset", data={"username": name}) for name in ("inspector", "nobody", "colleague")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    await drain()
    assert len(inbox.messages) == 1


async def test_asking_too_often_is_refused(client_for, inbox):
    client = await client_for()
    codes = [(await client.post("/reset", data={"username": "nobody"})).status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]


async def test_a_mail_server_that_refuses_is_no_error(inbox):
    inbox.refuse = True
    assert not await send_mail("a@example.cn", "主题", "正文")
    use(smtp_url="smtp://127.0.0.1:1")
    assert not await send_mail("a@example.cn", "主题", "正文")
    assert not await send_mail("a@example.cn\nBcc: b@example.cn", "主题", "正文")


async def test_without_mail_the_page_names_the_bureau(client_for):
    client = await client_for()
    assert "没有开通邮件" in (await client.get("/reset")).text
    assert "没有开通邮件" in (await client.post("/reset", data={"username": "inspector"})).text


async def test_links_that_are_wrong_replaced_or_expired(client_for):
    client = await client_for()
    assert (await client.get("/reset/nonsense")).status_code == 404
    old = await issue_reset(ids()["inspector"])
    new = await issue_reset(ids()["inspector"])
    assert "新的链接代替" in (await client.get(f"/reset/{old}")).text
    async with transaction():
        await Activation.update({Activation.expires_at: now() - timedelta(seconds=1)}, force=True)
    answer = await client.post(f"/reset/{new}", data=NEW)
    assert answer.status_code == 409
    assert "过期" in answer.text


async def test_the_bureau_resets_somebody_of_an_enterprise_in_reach(client_for):
    client, owner = await client_for("inspector"), await client_for("owner")
    path = f"/enterprises/{ids()['A']}/people/{ids()['owner']}/reset"
    assert (await (await client_for("outsider")).post(path)).status_code == 404
    assert (await owner.post(path)).status_code == 403
    stranger = f"/enterprises/{ids()['A']}/people/{ids()['stranger']}/reset"
    assert (await client.post(stranger)).status_code == 404
    assert (
        await client.post(f"/enterprises/{ids()['A']}/people/{ids()['colleague']}/reset")
    ).status_code == 404
    answer = await client.post(path, follow_redirects=True)
    password = re.search(r'initial-password">([A-Z0-9-]{11})<', answer.text)[1]
    assert (await owner.get("/me")).status_code == 303
    login = await owner.post("/login", data={"username": "13800000001", "password": password})
    assert login.status_code == 303
    assert (await owner.get("/me")).headers["location"] == "/password"
    assert PASSWORD not in answer.text


async def test_who_has_neither_badge_nor_desk_resets_nobody(client_for):
    path, page = (
        f"/enterprises/{ids()['A']}/people/{ids()['owner']}/reset",
        f"/enterprises/{ids()['A']}/activation",
    )
    async with transaction():
        await Person.update({Person.badge: ""}).where(Person.id == ids()["colleague"])
    for name, status in (("assistant", 403), ("colleague", 403), ("supervisor", 200), ("countyadmin", 200)):
        client = await client_for(name)
        assert ("重置密码" in (await client.get(page)).text) is (status == 200), name
        assert (await client.post(path, follow_redirects=True)).status_code == status, name


async def test_an_account_that_opens_enterprises_of_another_bureau_is_not_reset(client_for):
    path = f"/enterprises/{ids()['A']}/people/{ids()['owner']}/reset"
    async with transaction():
        await Membership.insert(
            Membership(person=ids()["owner"], enterprise=ids()["C"], since=now()),
        )
    owner = await client_for("owner")
    answer = await (await client_for("supervisor")).post(path)
    assert answer.status_code == 409 and "别的监管机构" in answer.text
    assert (await owner.get("/me")).status_code == 200
    assert (await (await client_for("chief")).post(path, follow_redirects=True)).status_code == 200
    async with transaction():
        await Membership.update({Membership.ended_at: now()}).where(Membership.enterprise == ids()["C"])
    assert (await (await client_for("supervisor")).post(path, follow_redirects=True)).status_code == 200
