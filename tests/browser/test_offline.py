"""Without a network, with the real service worker: cold start, a whole visit, the tab killed, everything arrives once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    SLOW_PHONE,
    answer,
    begin,
    cold,
    fill_in,
    inspector,
    item,
    offline_visit,
    online,
    prepare,
    waiting,
)
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

# Between what the phone has read and what it lays over the page.
SLOW_CACHES = """
const real = CacheStorage.prototype.match;
CacheStorage.prototype.match = async function (...all) {
  await new Promise((done) => setTimeout(done, 1500));
  return real.apply(this, all);
};
"""


def test_a_kept_start_follows_the_plan_of_its_address(visitor: Visitor, site: Site, watch: Watch) -> None:
    """The page was kept for the enterprise; the day list's link names the kind and the colleague."""
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    page.context.set_offline(True)
    start = f"{server.url}/enterprises/{ids['A']}/visit"
    page.goto(f"{start}?kind=special&second={ids['colleague']}")
    expect(page.get_by_label("协办人员")).to_have_value(str(ids["colleague"]))
    expect(page.get_by_role("radio", name="专项")).to_be_checked()
    page.goto(f"{start}?kind=none&second={ids['owner']}")
    expect(page.get_by_label("协办人员")).to_have_value("")


def test_a_whole_visit_without_a_network(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    page.context.set_offline(True)
    page = cold(page, f"{server.url}/tasks")
    expect(page.get_by_role("heading", name="任务", exact=True)).to_be_visible()
    visit = begin(page, server, ids["A"])
    expect(page.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")
    answer(page, "2.1", "基本符合")
    item(page, "2.1").get_by_label("不足之处").fill("缺一项制度")
    item(page, "2.1").get_by_label("不足之处").blur()
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()

    page = cold(page, f"{server.url}/inspections/{visit}")
    expect(item(page, "1.1").get_by_role("radio", name="符合", exact=True)).to_be_checked()
    expect(item(page, "2.1").get_by_label("不足之处")).to_have_value("缺一项制度")
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    expect(page.get_by_role("img", name="现场照片")).to_have_count(1)
    fill_in(page)
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    expect(page.get_by_text("检查已提交")).to_have_count(0)

    page = cold(page, f"{server.url}/inspections/{visit}")
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    online(page)
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    assert waiting(page) == []
    page.get_by_role("link", name="查看回执").click()
    expect(page.get_by_text("符合 59，基本符合 1")).to_be_visible()
    sent = waiting(page, "sent")
    assert len({row["id"] for row in sent}) == len(sent) > 60


def test_two_visits_from_one_kept_page_never_mix(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"], ids["B"])
    page.context.set_offline(True)
    one = begin(page, server, ids["A"])
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")  # the page is left at once
    other = begin(page, server, ids["B"])
    answer(page, "1.1", "不适用")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")
    page.goto(f"{server.url}/inspections/{one}")
    expect(item(page, "1.1").get_by_role("radio", name="符合", exact=True)).to_be_checked()
    assert {row["inspection"] for row in waiting(page)} == {one, other}
    online(page)
    expect(page.locator("[data-all-saved]")).to_have_text("已送达")
    assert page.evaluate(EMPTY)
    for visit, word in ((one, "符合"), (other, "不适用")):
        page.goto(f"{server.url}/inspections/{visit}")
        expect(item(page, "1.1").get_by_role("radio", name=word, exact=True)).to_be_checked()
        expect(page.locator("html")).not_to_have_attribute("data-kept", re.compile(r"\d"))


def test_a_submission_waits_for_a_photo_that_is_being_made_small(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, _ = offline_visit(visitor, server, ids["B"])
    fill_in(page)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.evaluate(SLOW_PHONE)
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    [closing] = [row for row in waiting(page) if row["last"]]
    assert len(closing["fields"]["photos"]) == 1


def test_a_tap_while_the_page_is_laid_out_counts(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["B"])
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")
    page.get_by_role("link", name=re.compile("^标识用品")).click()
    page.get_by_label("增加危害因素").fill("高温")
    page.get_by_role("button", name="高温", exact=True).click()
    heat = page.get_by_role("article", name="注意高温", exact=True, include_hidden=True)
    expect(heat).to_be_visible()
    page.add_init_script(SLOW_CACHES)
    page.goto(f"{server.url}/inspections/{visit}")
    answer(page, "1.1", "不适用")
    expect(heat).to_be_attached()  # laid out since
    page.get_by_role("link", name=re.compile("^责任体系")).click()
    expect(item(page, "1.1").get_by_role("radio", name="不适用", exact=True)).to_be_checked()


def test_the_rest_of_a_section_waits_for_what_the_phone_holds(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["B"])
    page.get_by_role("link", name=re.compile("^防护设施")).click()
    answer(page, "6.1", "不适用")
    expect(item(page, "6.1").get_by_role("status").first).to_have_text("已存手机")
    page.get_by_role("link", name=re.compile("^标识用品")).click()
    page.get_by_label("增加危害因素").fill("高温")
    page.get_by_role("button", name="高温", exact=True).click()
    expect(page.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    page.add_init_script(SLOW_CACHES)
    page.goto(f"{server.url}/inspections/{visit}")
    page.get_by_role("link", name=re.compile("^防护设施")).click()
    page.get_by_role("button", name="本节其余全部符合（防护设施）").click()
    expect(item(page, "6.2").get_by_role("status").first).to_have_text("已存手机")
    expect(item(page, "6.1").get_by_role("radio", name="不适用", exact=True)).to_be_checked()
    [given] = [row["fields"] for row in waiting(page) if row["url"].endswith("/answers/6.1")]
    assert ["result", "na"] in given
