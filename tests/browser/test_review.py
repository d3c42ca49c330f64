"""The server's review page: nothing is sealed there while a photo or an answer of the phone is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    answer,
    begin,
    closing_words,
    fill_in,
    inspector,
    item,
    kept,
    lose_bytes,
    slow_phone,
    submit,
    waiting,
)
from tests.browser.people import until
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("review"), findings_room.fill) as site:
        yield site


def lost_on_the_way(page: Page, address: str) -> None:
    """What is sent there next is said to be stored, and is not."""
    page.route(
        address,
        lambda route: route.fulfill(
            status=201, json={"revision": 1}, headers={"X-Entry-Stored": route.request.headers["x-entry"]}
        ),
        times=1,
    )


def test_no_receipt_while_a_photo_is_missing(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    lost_on_the_way(page, "**/photos/*")
    card = item(page, "1.1")
    card.get_by_role("button", name="照片").click()
    card.get_by_label("第 1.1 项照片：相册").set_input_files(PHOTO)
    expect(card.get_by_text("1 张照片已送达")).to_be_visible()
    lose_bytes(page)
    fill_in(page)
    submit(page)
    page.wait_for_url(f"{server.url}/field/sync")
    page.get_by_role("link", name=re.compile(r"去重新拍摄：第 1\.1 项的照片")).click()
    card.get_by_role("button", name="照片").click()
    card.get_by_label("第 1.1 项照片：相册").set_input_files(PHOTO)
    expect(card.get_by_text("1 张照片已送达")).to_be_visible()
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator(f"img[src^='/inspections/{visit}/photos/']")).to_have_count(1)


def test_no_receipt_while_an_answer_is_missing(visitor: Visitor, site: Site, watch: Watch) -> None:
    """A 复查 demands no answers, so that nothing but the number on the phone tells of a missing one."""
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["A"], "recheck")
    lost_on_the_way(page, "**/answers/1.1")
    page.goto(f"{server.url}/findings")
    page.goto(f"{server.url}/inspections/{visit}#item-1.1")
    answer(page, "1.1", "不适用")
    page.get_by_role("link", name=re.compile("^复查")).click()
    for finding in (ids["first"], ids["second"]):
        card = page.locator(f"#recheck-{finding}")
        card.get_by_role("radio", name="部分改正").check()
        card.get_by_label("复查情况").fill("还差一台除尘器。")
        card.get_by_label("复查情况").blur()
    closing_words(page)
    submit(page)
    page.wait_for_url(f"{server.url}/field/sync")
    expect(page.get_by_text("手机上有 1 项答案，送达 0 项")).to_be_visible()
    page.get_by_role("button", name="把答案再传一遍").click()
    expect(page.get_by_text("没有未上传的内容")).to_be_visible()
    page.get_by_role("link", name=re.compile("^HZ")).click()
    expect(page.get_by_text("不适用").first).to_be_visible()


def test_the_manifest_goes_along_though_the_script_comes_late(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    """The form alone would seal the visit without what the phone still has."""
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block")
    people.sign_in(page, server, "inspector")
    begin(page, server, ids["B"])
    fill_in(page)
    held: list[Route] = []
    page.route("**/visit/submit.js", lambda route: held.append(route), times=1)
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review$"), wait_until="commit")
    until(page, lambda: bool(held))
    page.get_by_role("button", name="提交检查").click(no_wait_after=True)
    with page.expect_request(re.compile("/submission$")) as sent:
        held[0].continue_()
    assert "photos" in sent.value.post_data_json
    page.wait_for_url(re.compile("/receipt$"))


def test_what_the_page_itself_mends_is_shown_there(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["B"])
    fill_in(page)
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review$"))
    page.get_by_label("企业陪同人员").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("企业陪同人员").fill("李" * 61)
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_role("link", name=re.compile("^企业陪同人员："))).to_be_visible()
    page.get_by_label("企业陪同人员").fill("李四")
    page.get_by_role("button", name="提交检查").click()
    page.wait_for_url(re.compile("/receipt$"))


def test_what_is_typed_on_the_review_is_there_after_a_reload(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    fill_in(page)
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review$"))
    companion, conclusion = page.get_by_label("企业陪同人员"), page.locator("[name=conclusion]")
    before = conclusion.input_value()
    companion.fill("赵六")
    conclusion.fill("已当面说明情况。")
    page.reload()
    expect(companion).to_have_value("赵六")
    expect(conclusion).to_have_value("已当面说明情况。")
    page.goto(f"{server.url}/inspections/{visit}")
    page.goto(f"{server.url}/inspections/{visit}/review")
    expect(conclusion).to_have_value("已当面说明情况。")
    # Words that differ from the record stand beside those of the record; taken over, they stay taken over.
    if page.locator("[name=proposed]").count():
        page.get_by_role("button", name="改用这段话").click()
        page.reload()
        expect(conclusion).to_have_value(page.locator("[name=proposed]").input_value())
        expect(companion).to_have_value("赵六")
    assert before != "已当面说明情况。"
    page.get_by_role("button", name="提交检查").click()
    page.wait_for_url(re.compile("/receipt$"))
    assert not page.evaluate("Object.keys(localStorage).filter(key => key.includes('/review'))")


def test_what_is_typed_before_the_script_has_come_is_not_written_over(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block")
    people.sign_in(page, server, "inspector")
    visit = begin(page, server, ids["B"])
    fill_in(page)
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review$"))
    companion, conclusion = page.get_by_label("企业陪同人员"), page.locator("[name=conclusion]")
    companion.fill("赵六")
    conclusion.fill("昨天写的。")
    until(page, lambda: kept(page, "conclusion", "/review", "values") == ["昨天写的。"])
    held: list[Route] = []
    page.route("**/visit/submit.js", lambda route: held.append(route), times=1)
    page.goto(f"{server.url}/inspections/{visit}/review", wait_until="commit")
    conclusion.fill("今天写的。")
    until(page, lambda: bool(held))
    held[0].continue_()
    expect(companion).to_have_value("赵六")
    expect(conclusion).to_have_value("今天写的。")
    until(page, lambda: kept(page, "conclusion", "/review", "values") == ["今天写的。"])


def test_a_slow_phone_lists_what_is_missing_when_it_knows(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["A"])
    page.context.set_offline(True)
    fill_in(page)
    until(page, lambda: any(row["url"].endswith("/header") for row in waiting(page)))
    with slow_phone(page, server):
        page.goto(f"{server.url}/inspections/{visit}/review")
    expect(page.get_by_text("检查内容已全部填写。")).to_be_visible()
    expect(page.get_by_role("button", name="提交检查（先存手机）")).to_be_enabled()


def test_what_is_missing_leads_to_its_field(visitor: Visitor, site: Site, watch: Watch) -> None:
    """From the list on the phone, and by an address as 同步中心 has it: the hand can write where it is led."""
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["B"])
    assert page.evaluate(EMPTY)
    conclusion = page.get_by_role("textbox", name="检查结论", exact=True)
    page.context.set_offline(True)
    page.get_by_role("link", name="去提交").click()
    page.get_by_role("link", name="请填写检查结论。").click()
    expect(conclusion).to_be_focused()
    page.context.set_offline(False)
    page.goto(f"{server.url}/tasks")
    page.goto(f"{server.url}/inspections/{visit}#visit-conclusion")
    expect(conclusion).to_be_focused()
