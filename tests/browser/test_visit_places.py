"""Signs and equipment in the form: they follow the hazards, and nobody who is typing is disturbed."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.offline_room import READY
from tests.browser.people import until
from tests.browser.visit_room import sent, started_visit  # noqa: F401 - a fixture

HAZARDS = re.compile(r"/inspections/[0-9a-f-]+/hazards$")
PLACES = re.compile(r"/inspections/[0-9a-f-]+/places$")
# Forgets the phone's table of hazard factors, once it has been fetched.
NO_TABLE = """async () => {
  const until = Date.now() + 60000;
  let gone = false;
  for (; !gone && Date.now() < until; await new Promise((done) => setTimeout(done, 50))) {
    for (const name of await caches.keys()) gone ||= await (await caches.open(name)).delete("/field/factors", { ignoreVary: true });
  }
  return gone;
}"""


def test_signs_follow_the_hazards_and_a_missing_one_is_a_finding(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    sign = visit.get_by_role("article", name="注意防尘", exact=True)
    expect(sign.get_by_role("img", name="注意防尘")).to_be_visible()
    sign.get_by_role("radio", name="未设置").check()
    expect(sign.get_by_label("事实")).to_have_value(re.compile("未设置“注意防尘”警示标识"))
    mask = visit.get_by_role("article", name="防尘口罩", exact=True)
    mask.get_by_role("radio", name="拍不到").check()
    mask.get_by_label("拍不到的原因").fill("工人已下班")
    mask.get_by_label("拍不到的原因").blur()
    sent(visit)

    assert visit.evaluate(READY, ["/field/factors"])  # from which the phone tells what follows
    held: list[Route] = []  # until the search below has been answered
    visit.route(HAZARDS, lambda route: held.append(route), times=1)
    visit.get_by_label("增加危害因素").fill("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    until(visit, lambda: bool(held))
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    expect(visit.get_by_role("link", name=re.compile("^标识用品"))).to_contain_text("2/")
    visit.get_by_label("增加危害因素").fill("高")
    expect(visit.get_by_text("已登记：高温")).to_be_visible()
    expect(visit.get_by_role("button", name="高温", exact=True)).to_have_count(0)
    held[0].continue_()
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("button", name="移除高温").click()
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_have_count(0)
    sent(visit)  # the enterprise serves the next test too


def test_new_slots_leave_alone_what_is_being_typed(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    mask = visit.get_by_role("article", name="防尘口罩", exact=True)
    mask.get_by_role("radio", name="拍不到").check()
    sent(visit)
    held: list[Route] = []
    visit.route(PLACES, lambda route: held.append(route), times=1)
    assert visit.evaluate(NO_TABLE)  # then only the server knows which slots follow
    visit.get_by_label("增加危害因素").fill("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    until(visit, lambda: bool(held))
    reason = mask.get_by_label("拍不到的原因")
    reason.press_sequentially("工人已")
    held[0].continue_()
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_be_visible()
    expect(reason).to_be_focused()
    reason.press_sequentially("下班")
    reason.blur()
    sent(visit)
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("button", name="移除高温").click()
    expect(visit.get_by_role("button", name="移除高温")).to_have_count(
        0
    )  # written down: others find the enterprise without it
    sent(visit)
    visit.reload()
    expect(reason).to_have_value("工人已下班")


def test_an_old_drawing_of_the_slots_is_not_taken(visit: Page) -> None:
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    held: list[tuple[Route, APIResponse]] = []
    visit.route(PLACES, lambda route: held.append((route, route.fetch())), times=1)
    visit.get_by_label("增加危害因素").fill("高温")
    visit.get_by_role("button", name="高温", exact=True).click()
    until(visit, lambda: bool(held))
    with visit.expect_response(PLACES):
        visit.get_by_role("button", name="移除高温").click()
    route, response = held[0]
    assert "注意高温" in response.text()
    with visit.expect_response(PLACES):
        route.fulfill(response=response)
    visit.wait_for_timeout(300)
    expect(visit.get_by_role("article", name="注意高温", exact=True)).to_have_count(0)
    sent(visit)


def test_the_words_follow_what_was_seen_until_somebody_writes_others(visit: Page) -> None:
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    sign = visit.get_by_role("article", name="注意防尘", exact=True)
    sign.get_by_role("radio", name="破损不清").check()
    fact, wanted = sign.get_by_label("事实"), sign.get_by_label("整改要求")
    expect(fact).to_have_value("＿＿＿岗位的“注意防尘”警示标识破损不清。")
    expect(wanted).to_have_value(re.compile("^更换"))
    fact.fill("破碎岗位的“注意防尘”警示标识破损不清。")
    sign.get_by_role("radio", name="未设置").check()
    expect(fact).to_have_value("破碎岗位未设置“注意防尘”警示标识。")
    expect(wanted).to_have_value(re.compile("设置“注意防尘”警示标识。$"))
    warning = sign.get_by_text("问题的事实写的不是这样")
    expect(warning).to_be_hidden()
    fact.fill("破碎岗位没有设置标识，入口有。")
    sign.get_by_role("radio", name="破损不清").check()
    expect(fact).to_have_value("破碎岗位没有设置标识，入口有。")
    expect(warning).to_be_visible()
    sent(visit)
    visit.reload()
    visit.get_by_role("link", name=re.compile("^标识用品")).click()
    expect(warning).to_be_visible()
    fact.fill("破碎岗位标识破损。")
    expect(warning).to_be_hidden()
    mask = visit.get_by_role("article", name="防尘口罩", exact=True)
    mask.get_by_role("radio", name="破损不清").check()
    expect(mask.get_by_label("事实")).to_have_value("＿＿＿岗位劳动者的“防尘口罩”破损。")
    sent(visit)
