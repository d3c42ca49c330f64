"""The last visit's answers beside the items, on a phone: with the network, and in the form that was kept without one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.last_room import fill
from tests.browser.offline_room import NOISE, begin, inspector, item, prepare
from tests.browser.people import served
from tests.browser.server import Server
from tests.browser.watch import Watch

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture(name="kept", scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, int]]]:
    with served(tmp_path_factory.mktemp("last"), fill) as site:
        yield site


def test_what_was_found_last_stands_beside_the_item_without_a_network_too(
    visitor: Visitor, kept: tuple[Server, dict[str, int]], watch: Watch
) -> None:
    watch.expect(NOISE)
    server, ids = kept
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    page.context.set_offline(True)
    begin(page, server, ids["A"])
    expect(item(page, "1.1").locator("[data-last]")).to_contain_text("台账缺两页")
    page.get_by_role("link", name=re.compile("^工作场所管理")).click()
    line = item(page, "5.1").locator("[data-last]")
    expect(line).to_contain_text("上次：不符合（")
    expect(line).to_contain_text("待整改")
    expect(line.locator("a[href]")).to_have_count(0)  # nowhere to go without a network
    expect(item(page, "5.1").locator("input[name=result]:checked")).to_have_count(0)
    page.context.set_offline(False)
    expect(line.locator("a[href]")).to_have_attribute("href", f"/findings/{ids['first']}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
