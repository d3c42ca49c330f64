"""Reports of an enterprise from the phone: what was attached arrives with them, and one report never takes another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import EMPTY, NOISE, PHOTO, cold, online, slow_phone
from tests.browser.people import sign_in
from tests.browser.reports_room import fill, owner_at, sends, told
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
    page.context.set_offline(True)
    page.context.unroute(words)
    online(page)
    page.wait_for_url(server.url + path.split("/report")[0])
    assert page.evaluate(EMPTY)
    page.reload()
    expect(told(page, "还在等的进展。").locator("img")).to_have_count(1)
    expect(told(page, "当天没有生产。")).to_be_visible()
