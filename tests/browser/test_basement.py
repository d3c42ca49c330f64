"""The rest of the work below ground, with the real service worker: a 复查 with corrected hazards, an older checklist."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    READY,
    answer,
    closing_words,
    cold,
    item,
    offline_visit,
    online,
    prepare,
    publish,
    slots,
)
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

FACTS = "破碎车间粉尘浓度 12 mg/m³，超过限值。"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("basement"), findings_room.fill) as site:
        yield site


def test_a_recheck_with_after_photos_and_corrected_hazards(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["A"], "recheck")
    page.on("dialog", lambda dialog: dialog.accept())
    cards = page.get_by_role("article", name=f"未销号：{FACTS}")
    expect(cards).to_have_count(2)
    fixed, partly = page.locator(f"#recheck-{ids['first']}"), page.locator(f"#recheck-{ids['second']}")
    fixed.get_by_role("radio", name="已改正").check()
    fixed.get_by_label("复查照片：相册").set_input_files(PHOTO)
    expect(fixed.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    partly.get_by_role("radio", name="部分改正").check()
    partly.get_by_label("复查情况").fill("还差一台除尘器。")
    partly.get_by_label("复查情况").blur()

    # The signs follow from the hazards at once, and are looked at before the server hears of them.
    page.get_by_role("link", name=re.compile("^标识用品")).click()
    page.get_by_label("增加危害因素").fill("高温")
    page.get_by_role("button", name="高温", exact=True).click()
    heat = page.get_by_role("article", name="注意高温", exact=True)
    expect(heat.get_by_role("img", name="注意高温")).to_be_visible()
    page.get_by_label("增加危害因素").fill("高")
    expect(page.get_by_text("已登记：高温")).to_be_visible()
    heat.get_by_role("radio", name="有", exact=True).check()
    expect(heat.get_by_role("status").first).to_have_text("已存手机")
    heat.get_by_label("注意高温照片：相册").set_input_files(PHOTO)
    expect(heat.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    page.get_by_role("button", name=re.compile("^移除.*噪声")).click()
    expect(page.get_by_role("article", name="噪声有害", exact=True)).to_have_count(0)
    signs = slots(page)

    page = cold(page, f"{server.url}/inspections/{visit}#places")
    expect(
        page.get_by_role("article", name="注意高温", exact=True).get_by_role("radio", name="有", exact=True)
    ).to_be_checked()
    expect(page.get_by_role("article", name="注意高温", exact=True).locator("[data-photo]")).to_have_count(1)
    assert slots(page) == signs
    expect(page.get_by_role("article", name="噪声有害", exact=True)).to_have_count(0)
    page.get_by_role("link", name=re.compile("^复查")).click()
    expect(page.locator(f"#recheck-{ids['first']}").get_by_role("radio", name="已改正")).to_be_checked()
    expect(page.locator(f"#recheck-{ids['second']}").get_by_label("复查情况")).to_have_value(
        "还差一台除尘器。"
    )
    closing_words(page)
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()

    online(page)
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    page.goto(f"{server.url}/findings/{ids['first']}")
    expect(page.get_by_text("已销号").first).to_be_visible()
    page.goto(f"{server.url}/findings/{ids['second']}")
    expect(page.get_by_text("还差一台除尘器。").first).to_be_visible()
    page.goto(f"{server.url}/enterprises/{ids['A']}/visit")
    expect(page.get_by_role("region", name="危害因素").get_by_text("高温")).to_be_visible()
    expect(page.get_by_role("region", name="危害因素").get_by_text("噪声")).to_have_count(0)


def test_a_draft_stays_with_its_checklist(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["B"])
    version = page.locator("#visit").get_attribute("data-version")
    answer(page, "1.1", "基本符合")
    publish(visitor, server)

    # A moment of signal, in which nothing gets through but pages: those that are kept are of the new version now.
    page.route("**/*", lambda route: route.abort() if route.request.method == "PUT" else route.fallback())
    page.context.set_offline(False)
    page.evaluate(
        "caches.open('pages-' + document.querySelector('[data-person]').dataset.person).then((cache) => cache.delete('/field/form'))"
    )
    page.goto(f"{server.url}/tasks")
    assert page.evaluate(READY, [f"/field/form?enterprise={ids['B']}&version={version}"])
    prepare(page, server, ids["B"])
    page.context.set_offline(True)
    page = cold(page, f"{server.url}/inspections/{visit}")
    expect(page.locator("#visit")).to_have_attribute("data-version", str(version))
    expect(item(page, "1.1").get_by_role("radio", name="基本符合")).to_be_checked()
    page.goto(f"{server.url}/field/form")
    expect(page.locator("#visit")).not_to_have_attribute("data-version", str(version))

    # Without a copy of it the phone shows no other list in its place.
    page.evaluate("""async () => {
      const cache = await caches.open('pages-' + document.querySelector('[data-person]').dataset.person);
      for (const { url } of await cache.keys()) if (url.includes('/field/form?')) await cache.delete(url);
    }""")
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.get_by_text("开始时用的那一版检查表没有存在这台手机里")).to_be_visible()
    online(page)
    assert page.evaluate(EMPTY)
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator("#visit")).to_have_attribute("data-version", str(version))
    expect(item(page, "1.1").get_by_role("radio", name="基本符合")).to_be_checked()
