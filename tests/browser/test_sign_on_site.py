"""In airplane mode: the visit filled in, its 笔录 signed by all three on one phone; what becomes of it when the network is back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    begin,
    fill_in,
    inspector,
    online,
    prepare,
    waiting,
)
from tests.browser.pads import draw
from tests.browser.server import Server
from tests.browser.watch import Watch

SIGNERS = ("李四", "inspector同志", "colleague同志")


def filled(page: Page, server: Server, enterprise: int) -> str:
    """A visit without a network that lacks nothing; the 检查信息 are on the screen."""
    prepare(page, server, enterprise)
    page.context.set_offline(True)
    visit = begin(page, server, enterprise)
    page.get_by_role("link", name="笔录签名").click()
    expect(page.get_by_text("处没有完成。填完再签")).to_be_visible()
    expect(page.locator("#signing canvas")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    fill_in(page)
    return visit


def sign_all(page: Page) -> None:
    page.get_by_role("link", name="笔录签名").click()
    for name in SIGNERS:
        card = page.get_by_role("form", name=re.compile(f" {name}$"))
        draw(card.locator("canvas"))
        card.get_by_role("button", name="保存签名").click()
        expect(card.get_by_text("签名，已存手机")).to_be_visible()
    expect(page.get_by_text("都已签名。")).to_be_visible()


def arrived(page: Page) -> None:
    """Back online: the visit is sent, and its 笔录 opened, from the receipt in two taps."""
    online(page)
    expect(page.get_by_text(re.compile("已送达，回执编号 "))).to_be_visible()
    assert page.evaluate(EMPTY)
    page.get_by_role("link", name="查看回执").click()
    page.get_by_role("link", name="制作文书").click()
    page.get_by_role("link", name=re.compile("现场检查笔录")).click()


def test_signed_by_three_in_the_basement_and_issued(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = filled(page, server, ids["A"])
    sign_all(page)
    paper = page.locator("#signing .official")
    expect(paper.locator(".number")).to_have_text("待编号")
    expect(paper.get_by_role("img", name="colleague同志的签名")).to_have_count(2)
    page.emulate_media(color_scheme="dark")
    expect(paper.get_by_role("heading", name="现场检查笔录")).to_have_css("color", "rgb(0, 0, 0)")
    expect(paper.get_by_text("陪同人员")).to_have_css("color", "rgb(0, 0, 0)")
    # The tab is killed: what was signed is on the phone.
    page.goto(f"{server.url}/inspections/{visit}#signing")
    expect(page.get_by_text("都已签名。")).to_be_visible()
    page.get_by_role("link", name="去提交").first.click()
    expect(page.get_by_text("已有 3 人签名")).to_be_visible()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    assert len([row for row in waiting(page) if "/signatures/" in row["url"]]) == 3
    arrived(page)
    for name in SIGNERS:
        expect(page.get_by_role("img", name=f"{name}的签名").first).to_be_visible()
    expect(page.get_by_text("签名无效")).to_have_count(0)
    page.get_by_role("button", name="签发并编号").click()
    expect(page.get_by_text(re.compile("已签发，编号 .+0001")).first).to_be_visible()


def test_what_changes_after_signing_voids_it_and_says_so(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    filled(page, server, ids["B"])
    sign_all(page)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("陪同人员职务").fill("厂长")
    page.get_by_role("link", name="去提交").click()
    expect(page.get_by_text("签名以后记录有改动，签名无效，请重新签名。")).to_be_visible()
    page.get_by_role("link", name="重新签名").click()
    expect(page.get_by_text("请重新签名。（李四、inspector同志、colleague同志）")).to_be_visible()
    companion = page.get_by_role("form", name=re.compile(" 李四$"))
    companion.get_by_text("对方拒绝签字").click()
    companion.get_by_role("button", name="记录拒签").click()
    expect(companion.get_by_text("要写明理由和见证人姓名")).to_be_visible()
    companion.get_by_label("拒绝的理由").fill("不认可")
    companion.get_by_label("见证人姓名").fill("赵六")
    companion.get_by_role("button", name="记录拒签").click()
    expect(companion.get_by_text("拒绝签字：不认可（见证人 赵六）")).to_be_visible()
    page.get_by_role("link", name="去提交").first.click()
    page.get_by_role("button", name="提交检查（先存手机）").click()
    expect(page.get_by_text("手机已存", exact=True)).to_be_visible()
    arrived(page)
    expect(
        page.get_by_text(re.compile("^inspector同志的签名.+已失效：签名以后记录有改动，签名无效"))
    ).to_be_visible()
    expect(page.get_by_text(re.compile("^colleague同志的签名.+已失效"))).to_be_visible()
    expect(page.get_by_text(re.compile("李四拒绝签名，理由：不认可。"))).to_be_visible()
    expect(page.get_by_role("button", name="签发并编号")).to_be_visible()
