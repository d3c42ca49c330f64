"""Records of duties from the phone: photographed without a network, they arrive later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import findings_room, people
from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import EMPTY, NOISE, PHOTO, READY
from tests.browser.people import sign_in
from tests.browser.watch import Watch
from tests.cast import EMPLOYERS
from webapp.clock import today

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with people.served(tmp_path_factory.mktemp("duties"), findings_room.fill) as site:
        yield site


def test_a_record_that_was_photographed_without_a_network_arrives_later(
    visitor: Visitor, served: Site, watch: Watch
) -> None:
    server, _ = served
    page = visitor("phone")
    watch.expect(NOISE)
    sign_in(page, server, EMPLOYERS["owner"][0])
    page.goto(server.url + "/duties")
    page.get_by_role("link", name="登记定期检测").click()
    page.wait_for_url("**/new?kind=measurement")
    assert page.evaluate(READY, [])
    page.reload()  # through the worker, which keeps it
    path = page.url.removeprefix(server.url)
    assert page.evaluate(READY, [path, "/field/sync"])
    page.context.set_offline(True)
    page.reload()
    page.get_by_label("照片：相册").set_input_files(PHOTO)
    page.get_by_label("采样日期").fill(today().isoformat())
    page.get_by_label("检测机构及资质号").fill("安徽检测（皖）字001")
    page.get_by_label("应检点数").fill("8")
    page.get_by_label("实检点数").fill("8")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已存手机，还没有送达")).to_be_visible(timeout=30_000)
    page.context.set_offline(False)
    page.wait_for_url(lambda url: url.split("?")[0].endswith(path.split("/new")[0]), timeout=20_000)
    page.reload()
    expect(page.get_by_text("有效 · 未核实")).to_be_visible()
    assert page.evaluate(EMPTY)
    page.get_by_role("link", name="定期检测 ·").first.click()
    expect(page.locator("main img")).to_have_count(1)
