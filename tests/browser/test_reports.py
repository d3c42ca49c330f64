"""Reports of an enterprise from the phone: what was attached arrives with them, and one report never takes another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import EMPTY, NOISE, PHOTO, READY, cold, online, slow_phone
from tests.browser.people import sign_in
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS
from tests.evidence.pictures import PDF

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("reports"), findings_room.fill) as site:
        yield site


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "检测报告.pdf"
    path.write_bytes(PDF)
    return path


def owner_at(visitor: Visitor, served: Site, finding: str, kind: str = "progress") -> tuple[Page, str]:
    """The owner at the form of a report, which the phone has kept, as 同步中心; and its path."""
    server, made = served
    page = visitor("phone")
    sign_in(page, server, EMPLOYERS["owner"][0])
    path = f"/findings/{made[finding]}/report?kind={kind}"
    page.goto(server.url + path)
    assert page.evaluate(READY, [])
    page.reload()  # through the worker, which keeps it
    assert page.evaluate(READY, [path, "/field/sync"])
    return page, path


def fill(page: Page, words: str, percent: str = "40") -> None:
    page.get_by_label("完成百分比").fill(percent)
    page.get_by_label("进展情况").fill(words)


def sends(page: Page, words: str, percent: str) -> None:
    fill(page, words, percent)
    page.get_by_role("button", name="提交进展").click()


def section(page: Page, name: str) -> Locator:
    """A part of 同步中心."""
    return page.get_by_role("region", name=name, exact=True)


def told(page: Page, words: str) -> Locator:
    return page.locator(".timeline li", has_text=words)


def test_a_photo_and_a_file_arrive_with_the_report(visitor: Visitor, served: Site, paper: Path) -> None:
    page, path = owner_at(visitor, served, "first")
    fill(page, "除尘器已到货。")
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    page.get_by_label("文件（选填）", exact=True).set_input_files(paper)
    expect(page.get_by_text("1 张照片、1 个文件已送达", exact=True)).to_be_visible()
    # A file is no photo: it stands with the files, also on a page that comes from the server.
    for _ in range(2):
        files = page.get_by_role("group", name="已选的附件", exact=True)
        expect(files.get_by_role("link", name="检测报告.pdf", exact=True)).to_be_visible()
        expect(page.get_by_role("region", name="照片", exact=True).locator("[data-photo]")).to_have_count(1)
        page.reload()
    expect(page.get_by_label("进展情况")).to_have_value("除尘器已到货。")
    page.get_by_role("button", name="提交进展").click()
    page.wait_for_url(served[0].url + path.split("/report")[0])
    report = told(page, "除尘器已到货。")
    expect(report.locator("img")).to_have_count(1)
    expect(report.get_by_role("link", name="检测报告.pdf")).to_have_count(1)
    # Nothing is mended yet.
    expect(page.get_by_role("heading", name="整改进展的照片和文件", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^整改后的"))).to_have_count(0)
    expect(page.get_by_text("尚无整改后照片")).to_be_visible()


def test_a_file_is_taken_out_again(visitor: Visitor, served: Site, paper: Path) -> None:
    page, _ = owner_at(visitor, served, "second")
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已送达", exact=True)).to_be_visible()
    page.get_by_label("文件（选填）", exact=True).set_input_files(paper)
    expect(page.get_by_text("1 张照片、1 个文件已送达", exact=True)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除这个文件", exact=True).click()
    expect(page.get_by_text("1 张照片已送达", exact=True)).to_be_visible()
    expect(page.get_by_role("group", name="已选的附件", exact=True)).to_be_hidden()
    page.get_by_role("button", name="移除这张照片", exact=True).click()
    expect(page.locator("[data-photo]")).to_have_count(0)
    assert page.evaluate(EMPTY)


def test_a_report_that_is_sent_before_the_phone_has_looked_takes_its_photo_along(
    visitor: Visitor, served: Site
) -> None:
    server, made = served
    page = visitor("phone")
    sign_in(page, server, EMPLOYERS["owner"][0])
    path = f"/findings/{made['second']}/report?kind=progress"
    page.goto(f"{server.url}/field/sync")
    with slow_phone(page, server):
        page.goto(server.url + path)
        page.get_by_label("照片：相册").set_input_files(PHOTO)
        sends(page, "风机已修好。", "90")
    page.wait_for_url(server.url + path.split("/report")[0])
    expect(told(page, "风机已修好。").locator("img")).to_have_count(1)


def test_so_they_do_from_a_yard_without_signal(
    visitor: Visitor, served: Site, watch: Watch, paper: Path
) -> None:
    watch.expect(NOISE)
    server, _ = served
    page, path = owner_at(visitor, served, "second")
    page.context.set_offline(True)
    page.reload()
    fill(page, "除尘器已装好一半。")
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    page.get_by_label("文件").set_input_files(paper)
    page.get_by_role("button", name="提交进展").click()
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    # The application is closed; the file is there as the photo is, and goes once, though the report is said anew.
    page.goto(f"{server.url}/field/sync")
    expect(page.get_by_text(re.compile(r"其中 1 张照片、1 个文件（"))).to_be_visible()
    page = cold(page, server.url + path)
    expect(page.locator("[data-photo]")).to_have_count(2)
    expect(page.get_by_text("1 张照片、1 个文件已存手机，待送达", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="检测报告.pdf")).to_be_visible()
    page.get_by_role("button", name="改好，重新提交").click()
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url(server.url + path.split("/report")[0])
    assert page.evaluate(EMPTY)
    report = told(page, "除尘器已装好一半。")
    expect(report.locator("img")).to_have_count(1)
    expect(report.get_by_role("link", name="检测报告.pdf")).to_have_count(1)


def test_a_kept_page_serves_the_next_report_too(visitor: Visitor, served: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, _ = served
    page, path = owner_at(visitor, served, "first")
    sends(page, "第一次：已订货。", "20")
    page.wait_for_url(server.url + path.split("/report")[0])
    page.context.set_offline(True)
    page.goto(server.url + path)
    expect(page.locator("html")).to_have_attribute("data-kept", re.compile("T"))
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    sends(page, "第二次：已到货。", "60")
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    # Opened once more, the same page goes on with it.
    page.reload()
    expect(page.get_by_label("进展情况")).to_have_value("第二次：已到货。")
    expect(page.locator("[data-photo]")).to_have_count(1)
    page.context.set_offline(False)
    page.wait_for_url(server.url + path.split("/report")[0])
    expect(told(page, "第一次：已订货。").locator("img")).to_have_count(0)
    expect(told(page, "第二次：已到货。").locator("img")).to_have_count(1)
    # And again: the report of the one that arrived makes way for a third.
    page.context.set_offline(True)
    page.goto(server.url + path)
    sends(page, "第三次：已装好。", "90")
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url(server.url + path.split("/report")[0])
    expect(told(page, "第三次：已装好。")).to_be_visible()
    expect(told(page, "第二次：已到货。")).to_be_visible()


def test_a_report_of_another_kind_does_not_take_the_place_of_one_that_waits(
    visitor: Visitor, served: Site, watch: Watch
) -> None:
    """The server offers the report whose photos it has to whatever form is opened; the words of it still wait."""
    watch.expect(NOISE)
    server, _ = served
    page, path = owner_at(visitor, served, "first")
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已送达")).to_be_visible()
    words = re.compile(r"/reports/[0-9a-f-]+$")
    page.context.route(
        words, lambda route: route.abort() if route.request.method == "PUT" else route.fallback()
    )
    sends(page, "还在等的进展。", "30")
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    page.goto(server.url + path.replace("progress", "objection"))
    expect(page.locator("[data-photo]")).to_have_count(0)
    page.get_by_label("异议理由").fill("当天没有生产。")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("已存手机，还没有送达。")).to_be_visible()
    page.context.unroute(words)
    online(page)
    page.wait_for_url(server.url + path.split("/report")[0])
    assert page.evaluate(EMPTY)
    page.reload()
    expect(told(page, "还在等的进展。").locator("img")).to_have_count(1)
    expect(told(page, "当天没有生产。")).to_be_visible()


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
