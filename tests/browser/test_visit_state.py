"""The form of a visit says what keeps it from being submitted, and leads to where that is mended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, waiting
from tests.browser.people import sign_in
from tests.browser.phone_room import Phone
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

CENTER = "去同步中心处理"
EMPTY: dict[str, Any] = {"answers": 0, "photos": []}


@pytest.fixture
def phone(visitor: Visitor, site: Site, watch: Watch) -> Phone:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone")
    sign_in(page, server, "inspector")
    made = Phone(page, server, ids["inspector"])
    made.offline()
    return made


def form_of(phone: Phone, visit: str, refused: str) -> Page:
    """The form of a visit, of which the server has refused something in these words."""
    phone.offline(False)
    expect(phone.page.get_by_role("alert").get_by_text(refused)).to_be_visible()
    phone.page.goto(f"{phone.server.url}/inspections/{visit}")
    return phone.page


def says(page: Page) -> Any:
    return page.locator("[data-visit-state]")


def test_a_photo_that_was_refused_holds_back_nothing_but_itself(phone: Phone, site: Site) -> None:
    visit = phone.opens("照片坏了", enterprise=site[1]["A"])
    phone.photo(visit, b"not a photo")
    phone.put(visit, "/submission", EMPTY, "POST", last=True)
    page = form_of(phone, visit, "照片没有被接收")
    expect(says(page).get_by_text("有内容服务器没有接收：")).to_be_visible()
    # The submission went out, and what it lacks can be filled in.
    expect(says(page).get_by_role("button", name="撤回，继续填写")).to_have_count(0)
    expect(page.get_by_role("link", name="去提交")).to_be_visible()
    says(page).get_by_role("link", name=CENTER).click()
    expect(page.get_by_role("button", name="不要这张照片")).to_be_visible()


def test_answers_that_the_server_does_not_have(phone: Phone, site: Site) -> None:
    visit = phone.opens("少了答案", enterprise=site[1]["A"])
    phone.put(visit, "/submission", {**EMPTY, "answers": 2}, "POST", last=True)
    page = form_of(phone, visit, "手机上有 2 项答案，送达 0 项")
    expect(says(page).get_by_text("没有提交成功：手机上有 2 项答案")).to_be_visible()
    expect(says(page).get_by_text("去提交")).to_have_count(0)
    says(page).get_by_role("link", name=CENTER).click()
    expect(page.get_by_role("button", name="把答案再传一遍")).to_be_visible()


@pytest.mark.parametrize(
    ("said", "refused", "words"),
    [
        (EMPTY, re.compile("还有 .* 处没有完成"), "补齐后再点“去提交”。"),
        ({**EMPTY, "companion": "李" * 61}, re.compile("60"), "改好后再点“去提交”。"),
    ],
)
def test_what_the_form_itself_mends(
    phone: Phone, site: Site, said: dict[str, Any], refused: Any, words: str
) -> None:
    visit = phone.opens("没有填完", enterprise=site[1]["A"])
    phone.put(visit, "/submission", said, "POST", last=True)
    page = form_of(phone, visit, refused)
    expect(says(page).get_by_text(words)).to_be_visible()
    expect(says(page).get_by_role("link", name=CENTER)).to_have_count(0)


def test_what_was_taken_back_does_not_count_as_arrived(phone: Phone, site: Site) -> None:
    page = phone.page
    phone.offline(False)
    visit = phone.opens("照片换过", enterprise=site[1]["A"])
    expect(page.get_by_role("article", name="照片换过").get_by_text("已送达，未提交")).to_be_visible()
    phone.offline()
    page.evaluate("(id) => phone.withdraw(id)", phone.photo(visit, b"not a photo"))
    phone.put(visit, "/answers/1.1", [["result", "met"], ["base", "0"]])
    (now,) = page.evaluate("(user) => phone.inspections(user)", phone.user)
    assert (now["sent"], now["waiting"], now["total"]) == (1, 1, 2)


def test_another_plant_is_another_visit(visitor: Visitor, site: Site, watch: Watch) -> None:
    """In a browser without the worker the page stays when there is no signal, and may be filled in again."""
    watch.expect(NOISE)
    server, _ = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/field/start")
    page.context.set_offline(True)
    for name in ("梅村新矿业", "梅村新矿业", "乌沙石料厂"):
        page.get_by_label("单位名称").fill(name)
        page.get_by_label("地址").fill(f"{name} 1 号")
        page.get_by_label("所在地").select_option(index=1)
        page.get_by_role("button", name="开始检查").click()
        expect(page.get_by_text("已存手机，连上服务器后自动打开")).to_be_visible()
        expect(page.get_by_role("button", name="开始检查")).to_be_enabled()
    opened = {(row["inspection"], row["fields"]["new_name"]) for row in waiting(page)}
    assert sorted(name for _, name in opened) == ["乌沙石料厂", "梅村新矿业"]
    assert len({visit for visit, _ in opened}) == 2
