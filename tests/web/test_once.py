"""Two clicks on one button make one thing, for every form that makes something (rendered, filled, sent)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import lxml.html
import pytest

from tests.cast import ids
from tests.filling import Filled, form_on
from webapp.accounts.login import tidying
from webapp.accounts.tables import Bureau, Person
from webapp.checklists.tables import ChecklistVersion
from webapp.db.tables import SentForm
from webapp.enterprises.tables import Enterprise, HazardFactor
from webapp.field.tables import DayList


@dataclass
class Maker:
    """Who opens which form, what they fill in, the button they press, and the table in which one row is made."""

    who: str
    page: str
    action: str
    table: Any
    fill: dict[str, str] = field(default_factory=dict)
    press: str = ""
    before: Callable[[Filled], None] = lambda form: None


ENTERPRISE = {"单位名称": "两次点击有限公司", "没有代码的原因": "正在办理", "所在地": "341702001"}
PERSON = {"账号": "twice", "姓名": "两次", "角色": "协管员", "监管机构": "贵池区卫生健康委员会"}
BUREAU = {"机构代码": "341722", "全称": "石台县卫生健康委员会"}
FACTOR = {"代码": "C999", "名称": "两次点击物", "类别": "化学因素"}


def planned(form: Filled) -> None:
    form["主办人员"], form["协办人员"] = str(ids()["inspector"]), str(ids()["colleague"])


MAKERS = {
    "enterprise": Maker("inspector", "/enterprises/new", "/enterprises", Enterprise, ENTERPRISE),
    "day list": Maker(
        "supervisor", "/day-lists/new?enterprise={A}", "/day-lists/new", DayList, {"日期": "2030-05-06"},
        "保存任务", planned,
    ),
    "person": Maker("admin", "/people/new", "/people/new", Person, PERSON),
    "bureau": Maker("admin", "/bureaus/new", "/bureaus/new", Bureau, BUREAU),
    "hazard factor": Maker("admin", "/reference/hazards/new", "/reference/hazards", HazardFactor, FACTOR),
    "version of a checklist": Maker("admin", "/checklists/1", "/checklists/1/versions", ChecklistVersion),
}  # fmt: skip


def problems(page: str) -> list[str]:
    return [one.text_content() for one in lxml.html.fromstring(page).find_class("alert")]


async def filled(client, maker: Maker) -> tuple[str, dict[str, list[str]]]:
    page = await client.get(maker.page.format(**ids()))
    form = form_on(page.text, maker.action)
    for label, value in maker.fill.items():
        form[label] = value
    maker.before(form)
    return form.action, form.press(maker.press) if maker.press else form.data


@pytest.mark.parametrize("kind", MAKERS)
async def test_two_clicks_make_one(client_for, kind):
    maker = MAKERS[kind]
    client = await client_for(maker.who)
    action, data = await filled(client, maker)
    before = await maker.table.count()
    # Both on their way at the same time, as from a browser on a slow line; then a reload.
    first, second = await asyncio.gather(client.post(action, data=data), client.post(action, data=data))
    third = await client.post(action, data=data)
    assert first.status_code < 400, problems(first.text)
    assert await maker.table.count() == before + 1
    for again in (second, third):
        assert again.status_code == first.status_code
        assert again.headers.get("location") == first.headers.get("location")
        # What is shown once only, such as an initial password, is shown to whoever pressed twice.
        assert first.headers.get("location") or again.text == first.text


async def test_the_second_click_says_what_the_first_would_have_said(client_for):
    client = await client_for("inspector")
    action, data = await filled(client, MAKERS["enterprise"])
    await client.post(action, data=data)
    client.cookies.delete("mashang_flash")  # the browser gave up waiting for the first answer
    answer = await client.post(action, data=data, follow_redirects=True)
    assert "已建档，二维码已生成。" in answer.text and "两次点击有限公司" in answer.text


async def test_other_content_is_another_form(client_for):
    client = await client_for("inspector")
    action, data = await filled(client, MAKERS["enterprise"])
    before = await Enterprise.count()
    await client.post(action, data=data)
    await client.post(action, data=data | {"name": ["另一家有限公司"]})
    assert await Enterprise.count() == before + 2


async def test_what_was_refused_can_be_sent_again(client_for):
    client = await client_for("admin")
    await _send(client, await filled(client, MAKERS["person"]))
    action, data = await filled(client, MAKERS["person"])  # the name is taken now
    assert (await client.post(action, data=data)).status_code == 422
    await Person.update({Person.username: "other"}).where(Person.username == "twice")
    assert (await client.post(action, data=data)).status_code == 303
    assert await Person.count().where(Person.username == "twice") == 1


async def test_somebody_else_with_the_same_form_makes_their_own(client_for):
    client, colleague = await client_for("supervisor"), await client_for("chief")
    action, data = await filled(client, MAKERS["day list"])
    before = await DayList.count()
    await client.post(action, data=data)
    await colleague.post(action, data=data)
    assert await DayList.count() == before + 2


async def test_a_form_of_somebody_without_the_number_works(client_for):
    """Pages that phones kept from an earlier version have none."""
    client = await client_for("inspector")
    action, data = await filled(client, MAKERS["enterprise"])
    del data["_once"]
    assert (await client.post(action, data=data)).status_code == 303
    assert not await SentForm.exists()


async def test_sent_forms_are_forgotten_after_a_day(client_for):
    client = await client_for("inspector")
    await _send(client, await filled(client, MAKERS["enterprise"]))
    await tidying.forget_old()
    assert await SentForm.count() == 1
    await SentForm.update({SentForm.at: SentForm.at - timedelta(days=2)}, force=True)
    await tidying.forget_old()
    assert not await SentForm.exists()


async def _send(client, form: tuple[str, dict[str, list[str]]]) -> None:
    action, data = form
    await client.post(action, data=data)
