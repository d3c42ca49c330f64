"""Reports of an enterprise that the server refuses: nothing typed is lost, and somebody is told why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import NOISE, PHOTO
from tests.browser.reports_room import owner_at, section, sends, told
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("refused_reports"), findings_room.fill) as site:
        yield site


def test_two_browsers_that_went_on_with_one_report(visitor: Visitor, served: Site, watch: Watch) -> None:
    """Its photo had come to the server, which offered it to both: the second to arrive is not taken for the first."""
    watch.expect(NOISE)
    server, _ = served
    one, path = owner_at(visitor, served, "second")
    one.get_by_label("照片：相册").set_input_files(PHOTO)
    expect(one.get_by_text("1 张照片已送达")).to_be_visible()
    other, _ = owner_at(visitor, served, "second")
    expect(other.locator("[data-photo]")).to_have_count(1)
    other.context.set_offline(True)
    sends(other, "另一部手机上写的。", "70")
    expect(other.get_by_text("已存手机，还没有送达。")).to_be_visible()
    other.goto(f"{server.url}/field/sync")
    sends(one, "这部手机上写的。", "60")
    one.wait_for_url(server.url + path.split("/report")[0])
    other.context.set_offline(False)
    expect(other.get_by_text("内容与这次填写的不同")).to_be_visible()
    other.get_by_role("link", name="作为新的报告提交").click()
    expect(other.get_by_role("alert")).to_contain_text("内容与这次填写的不同")
    expect(other.get_by_label("进展情况")).to_have_value("另一部手机上写的。")
    other.get_by_role("button", name="提交进展").click()
    other.wait_for_url(server.url + path.split("/report")[0])
    for words in ("这部手机上写的。", "另一部手机上写的。"):
        expect(told(other, words)).to_be_visible()
    # What it was refused as is no report of its own any more.
    other.goto(f"{server.url}/field/sync")
    expect(section(other, "还在手机里").get_by_text("没有未上传的内容")).to_be_visible()
    expect(section(other, "已送达").get_by_role("article")).to_have_count(1)
    expect(other.get_by_text("没有上传", exact=True)).to_have_count(0)


def test_a_report_that_is_refused_while_it_is_open_goes_on_as_a_new_one(
    visitor: Visitor, served: Site, watch: Watch
) -> None:
    """The other browser is faster; this one is told on the form, and its words go on there under another id."""
    watch.expect(NOISE)
    server, _ = served
    one, path = owner_at(visitor, served, "second")
    one.get_by_label("照片：相册").set_input_files(PHOTO)
    expect(one.get_by_text("1 张照片已送达")).to_be_visible()
    other, _ = owner_at(visitor, served, "second")
    expect(other.locator("[data-photo]")).to_have_count(1)
    sends(one, "先到的。", "65")
    one.wait_for_url(server.url + path.split("/report")[0])
    sends(other, "后到的。", "75")
    expect(other.get_by_role("alert")).to_contain_text("内容与这次填写的不同")
    expect(other.get_by_label("进展情况")).to_have_value("后到的。")
    expect(other.locator("[data-photo]")).to_have_count(0)  # it went with the other one
    other.get_by_role("button", name="提交进展").click()
    other.wait_for_url(server.url + path.split("/report")[0])
    for words in ("先到的。", "后到的。"):
        expect(told(other, words)).to_be_visible()


def test_a_refused_report_waits_with_its_reason_until_it_is_mended(visitor: Visitor, served: Site) -> None:
    server, _ = served
    page, path = owner_at(visitor, served, "first")
    sends(page, "除尘器装好了。", "150")
    expect(page.get_by_role("alert")).to_contain_text("完成百分比")
    expect(page.get_by_label("完成百分比")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("alert").get_by_role("link", name="同步中心").click()
    waits = section(page, "还在手机里").get_by_role("article")
    expect(waits.get_by_text("整改报告没有被接收")).to_be_visible()
    expect(waits.get_by_text("报告进展")).to_be_visible()
    expect(waits.get_by_role("alert")).to_contain_text("完成百分比")
    expect(section(page, "已送达").get_by_role("article")).to_have_count(0)
    waits.get_by_role("link", name="去修改").click()
    page.wait_for_url(server.url + path)
    expect(page.get_by_role("alert")).to_contain_text("完成百分比")
    expect(page.get_by_label("进展情况")).to_have_value("除尘器装好了。")
    page.get_by_label("完成百分比").fill("95")
    page.get_by_role("button", name="提交进展").click()
    page.wait_for_url(server.url + path.split("/report")[0])
    expect(told(page, "除尘器装好了。")).to_have_count(1)
    page.goto(f"{server.url}/field/sync")
    expect(section(page, "还在手机里").get_by_text("没有未上传的内容")).to_be_visible()
    expect(section(page, "已送达").get_by_role("article").get_by_text("已送达", exact=True)).to_be_visible()


def test_a_refused_report_can_be_given_up(visitor: Visitor, served: Site) -> None:
    server, _ = served
    page, path = owner_at(visitor, served, "first", "done")
    page.get_by_label("整改情况").fill("都改好了。")
    page.get_by_role("button", name="提交整改报告").click()
    expect(page.get_by_role("alert")).to_contain_text("请至少上传一张整改后照片或一个文件。")
    page.goto(f"{server.url}/field/sync")
    waits = section(page, "还在手机里").get_by_role("article")
    expect(waits.get_by_role("link", name="去修改")).to_have_attribute("href", path)
    page.once("dialog", lambda dialog: dialog.accept())
    waits.get_by_role("button", name="不再上传这一条").click()
    left = section(page, "没有上传，也不再上传的").get_by_role("article")
    expect(left.get_by_text("请至少上传一张整改后照片或一个文件。")).to_be_visible()
    expect(section(page, "还在手机里").get_by_text("没有未上传的内容")).to_be_visible()
    expect(section(page, "已送达").get_by_role("article")).to_have_count(0)
    left.get_by_role("link", name="重新报告").click()
    page.wait_for_url(server.url + path)
    expect(page.get_by_label("整改情况")).to_have_value("")
    # Photos alone are no report.
    page.get_by_label("整改后照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已送达")).to_be_visible()
    page.goto(f"{server.url}/field/sync")
    expect(section(page, "没有上传，也不再上传的").get_by_role("article")).to_have_count(1)
    expect(section(page, "已送达").get_by_text("已送达", exact=True)).to_have_count(1)  # the heading
