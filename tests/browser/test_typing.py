"""What is being typed is on the phone before anybody leaves the field, and typing asks nothing else of anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    answer,
    begin,
    cold,
    inspector,
    item,
    kept,
    offline_visit,
    online,
    slow_phone,
)
from tests.browser.people import sign_in, until
from tests.browser.phone_room import NO_MORE
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

# The page goes out of sight, as when somebody turns to another application.
HIDE = """() => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
NOTE = "mashang-typed|"
NOTES = f"Object.keys(localStorage).filter((key) => key.startsWith('{NOTE}'))"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("typing"), findings_room.fill) as site:
        yield site


def test_words_survive_a_phone_that_dies_while_they_are_typed(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["A"])
    answer(page, "1.1", "不符合")
    fact = item(page, "1.1").get_by_label("事实")
    fact.fill("破碎岗位")
    until(page, lambda: kept(page, "fact", "/findings/")[-1:] == ["破碎岗位"])
    fact.press_sequentially("没有防护罩")
    until(page, lambda: kept(page, "fact", "/findings/")[-1:] == ["破碎岗位没有防护罩"])
    # The standard wording, and one draft however often the hand rested.
    assert len(kept(page, "fact", "/findings/")) == 2

    page = cold(page, f"{server.url}/inspections/{visit}")
    expect(item(page, "1.1").get_by_label("事实")).to_have_value("破碎岗位没有防护罩")
    online(page)
    assert page.evaluate(EMPTY)
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-kept", re.compile(r"\d"))
    expect(item(page, "1.1").get_by_label("事实")).to_have_value("破碎岗位没有防护罩")


def test_words_are_kept_when_the_page_goes_out_of_sight(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page, _ = offline_visit(visitor, server, ids["A"])
    page.get_by_role("link", name="检查信息").click()
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=5))  # no rest is long enough
    page.get_by_label("检查结论").fill("现场整洁")
    assert "现场整洁" not in kept(page, "conclusion", "/header")
    page.evaluate(HIDE)
    until(page, lambda: "现场整洁" in kept(page, "conclusion", "/header"))


def test_words_survive_a_page_that_goes_in_the_middle_of_them(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    """Nothing has come to the phone's database: the hand has not rested, and a page that goes is not waited for."""
    watch.expect(NOISE)
    watch.expect("InvalidStateError")  # of whoever reads the database that is no more
    server, ids = site
    page, visit = offline_visit(visitor, server, ids["A"])
    answer(page, "1.1", "不符合")
    fact = item(page, "1.1").get_by_label("事实")
    expect(fact).not_to_have_value("")
    until(page, lambda: bool(kept(page, "fact", "/findings/")))
    page.evaluate(NO_MORE)
    fact.fill("破碎岗位没有防护罩")
    [key] = page.evaluate(NOTES)
    page.goto(f"{server.url}/tasks")
    assert "破碎岗位没有防护罩" not in kept(page, "fact", "/findings/")

    page.goto(f"{server.url}/inspections/{visit}")
    expect(item(page, "1.1").get_by_label("事实")).to_have_value("破碎岗位没有防护罩")
    until(page, lambda: kept(page, "fact", "/findings/")[-1:] == ["破碎岗位没有防护罩"])
    until(page, lambda: not page.evaluate(NOTES))
    # A note that is older than what the phone has says nothing.
    page.evaluate("key => localStorage.setItem(key, JSON.stringify({at: 1, words: {fact: '旧的'}}))", key)
    page.reload()
    until(page, lambda: not page.evaluate(NOTES))
    expect(item(page, "1.1").get_by_label("事实")).to_have_value("破碎岗位没有防护罩")
    online(page)
    assert page.evaluate(EMPTY)


def test_a_tap_waits_for_what_the_phone_holds(visitor: Visitor, site: Site, watch: Watch) -> None:
    """A form that went out before the phone's words lay in it would take them away."""
    watch.expect(NOISE)
    server, ids = site
    page, _visit = offline_visit(visitor, server, ids["A"])
    answer(page, "1.1", "基本符合")
    item(page, "1.1").get_by_label("不足之处").fill("缺一项制度")
    until(page, lambda: kept(page, "note", "/answers/1.1")[-1:] == ["缺一项制度"])
    with slow_phone(page, server):
        page.reload()
        expect(page.get_by_text("正在读出手机里的内容…")).to_be_visible()
        page.evaluate("document.querySelector('#item-1\\\\.1').scrollIntoView({block: 'center'})")
        tapped = item(page, "1.1").get_by_role("radio", name="不适用").locator("xpath=..").bounding_box()
        assert tapped
        page.touchscreen.tap(tapped["x"] + tapped["width"] / 2, tapped["y"] + tapped["height"] / 2)
    expect(item(page, "1.1").get_by_role("radio", name="基本符合")).to_be_checked()
    expect(item(page, "1.1").get_by_label("不足之处")).to_have_value("缺一项制度")
    answer(page, "1.1", "不适用")
    until(page, lambda: kept(page, "result", "/answers/1.1")[-1:] == ["na"])
    assert kept(page, "note", "/answers/1.1")[-1:] == ["缺一项制度"]
    online(page)
    assert page.evaluate(EMPTY)


def test_words_that_are_typed_while_others_arrive_stay_as_they_are(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    answer(page, "2.1", "基本符合")
    note = item(page, "2.1").get_by_label("不足之处")
    words = ""
    for more in ("缺一项", "培训制度，", "两人没有", "体检。"):
        note.press_sequentially(more)
        words += more
        until(page, lambda words=words: kept(page, "note", "/answers/2.1", "values") == [words])
        page.evaluate("window.dispatchEvent(new Event('online'))")  # sent as it stands
        assert page.evaluate(EMPTY)
        expect(note).to_have_value(words)
        expect(note).to_be_focused()
    expect(item(page, "2.1").locator("[data-settle]")).to_have_count(0)
    page.reload()
    expect(item(page, "2.1").get_by_label("不足之处")).to_have_value(words)


def test_going_on_to_write_does_not_settle_what_two_people_said(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    colleague = visitor("phone")
    sign_in(colleague, server, "colleague")
    colleague.goto(page.url)
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已送达")
    answer(colleague, "1.1", "基本符合")
    note = item(colleague, "1.1").get_by_label("不足之处")
    note.press_sequentially("缺一项")
    rivals = item(colleague, "1.1").get_by_text("两人答案不同，请商定一个")
    expect(rivals).to_be_visible()
    note.press_sequentially("制度")
    note.blur()
    assert colleague.evaluate(EMPTY)
    expect(rivals).to_be_visible()
    colleague.reload()
    expect(rivals).to_be_visible()
    expect(item(colleague, "1.1").get_by_label("不足之处")).to_have_value("缺一项制度")
    item(colleague, "1.1").get_by_role("button", name=re.compile("的“基本符合”")).click()
    expect(rivals).to_have_count(0)


def test_a_report_that_was_begun_is_there_again(visitor: Visitor, found: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    watch.expect("InvalidStateError")  # of whoever reads the database that is no more
    server, made = found
    page = visitor("phone")
    sign_in(page, server, EMPLOYERS["owner"][0])
    address = f"{server.url}/findings/{made['first']}/report?kind=progress"
    page.goto(address)
    page.get_by_label("完成百分比").fill("40")
    page.get_by_label("进展情况").fill("布袋除尘器已经订货")
    until(page, lambda: kept(page, "text", "/report", "values") == ["布袋除尘器已经订货"])
    until(page, lambda: not page.evaluate(NOTES))
    page.evaluate(NO_MORE)
    page.get_by_label("进展情况").press_sequentially("，下周到")
    page = cold(page, address)
    expect(page.get_by_label("进展情况")).to_have_value("布袋除尘器已经订货，下周到")
    expect(page.get_by_label("完成百分比")).to_have_value("40")
    page.get_by_role("button", name="提交进展").click()
    page.wait_for_url(re.compile(r"/findings/\d+$"))
    page.goto(address)
    expect(page.get_by_label("进展情况")).to_have_value("")
    assert kept(page, "text", "/report?", "values") == []


def test_what_is_typed_before_the_script_has_come_is_not_written_over(
    visitor: Visitor, found: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, made = found
    page = visitor("phone", service_workers="block")
    sign_in(page, server, EMPLOYERS["owner"][0])
    address = f"{server.url}/findings/{made['second']}/report?kind=progress"
    page.goto(address)
    page.get_by_label("完成百分比").fill("40")
    page.get_by_label("进展情况").fill("昨天写的")
    until(page, lambda: kept(page, "text", "/report", "values") == ["昨天写的"])
    held: list[Route] = []
    page.route("**/js/report-draft.js", lambda route: held.append(route), times=1)
    page.goto(address, wait_until="commit")
    page.get_by_label("进展情况").fill("今天写的")
    until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.get_by_label("完成百分比")).to_have_value("40")
    expect(page.get_by_label("进展情况")).to_have_value("今天写的")
    until(page, lambda: kept(page, "text", "/report", "values") == ["今天写的"])
