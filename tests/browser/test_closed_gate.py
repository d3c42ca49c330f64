"""The closed gate on a phone: photos made small, position added, receipt, handover to show and forward."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import EMPTY, NOISE, waiting
from tests.browser.people import sign_in, until
from tests.browser.server import PROJECT, Server
from tests.browser.visit_room import HERE
from tests.browser.watch import Watch

PHOTOS = PROJECT / "tests/photos"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_a_minute_at_the_closed_gate(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", **{**HERE, "permissions": [*HERE["permissions"], *CLIPBOARD]})
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['A']}/no-access")
    expect(page.get_by_text("已定位，精度 15 米")).to_be_visible()
    page.get_by_role("radio", name="无人").check()
    page.get_by_label("拍照").set_input_files(PHOTOS / "Portrait_3.jpg")
    page.get_by_label("相册").set_input_files([PHOTOS / "Landscape_6.jpg", PHOTOS / "Landscape_0.jpg"])
    expect(page.get_by_text("已选 3 张照片")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt$"))
    expect(page.get_by_text("无法检查（无人）")).to_be_visible()
    page.get_by_role("link", name="交给企业").click()
    expect(page.get_by_text("未能进行检查")).to_be_visible()
    page.get_by_role("button", name="生成激活码").click()
    expect(page.get_by_role("img", name="激活码的二维码")).to_be_visible()
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "/activate?code=" in text
    assert "/receipts/HZ" in text
    page.goto(re.search(r"http\S+/receipts/\S+", text)[0])  # type: ignore[index]
    expect(page.get_by_text("校验通过")).to_be_visible()
    page.goto(f"{server.url}/field/sync")
    sent = page.get_by_role("region", name="已送达", exact=True).get_by_role("article")
    expect(sent.get_by_text(re.compile("^无法检查 · "))).to_be_visible()
    expect(sent.get_by_text("日常检查")).to_have_count(0)


def test_without_javascript_it_works_too(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", java_script_enabled=False)
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{ids['B']}/no-access")
    page.get_by_role("radio", name="停业").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请至少拍一张现场照片")).to_be_visible()
    page.get_by_label("相册").set_input_files(PHOTOS / "Landscape_0.jpg")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt$"))
    expect(page.get_by_text("无法检查（停业）")).to_be_visible()


def at_the_gate(page: Page, server: Server, enterprise: int, *photos: Any) -> None:
    """Everything filled in, with these photos, but not yet submitted."""
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/enterprises/{enterprise}/no-access")
    page.get_by_role("radio", name="无人").check()
    page.get_by_label("相册").set_input_files(files=list(photos))
    expect(page.get_by_text(f"已选 {len(photos)} 张照片")).to_be_visible()


def visits_of(page: Page) -> set[str]:
    return {row["inspection"] for store in ("entries", "sent") for row in waiting(page, store)}


def heic(size: int) -> dict[str, Any]:
    """No browser can make this one smaller, so that it goes as it is."""
    return {"name": "IMG_1.heic", "mimeType": "image/heic", "buffer": b"\1" * size}


def jpeg(name: str) -> dict[str, Any]:
    path = PHOTOS / f"{name}.jpg"
    return {"name": path.name, "mimeType": "image/jpeg", "buffer": path.read_bytes()}


@pytest.mark.only_on("sqlite")
def test_on_a_full_disk_all_of_it_is_kept_or_nothing(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    watch.expect("The transaction was aborted")  # what the phone had asked for beside what was refused
    server, ids = site
    page = visitor("phone")
    at_the_gate(page, server, ids["A"], jpeg("Landscape_0"), heic(14_000_000))
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 12_000_000})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("手机存储空间已满，没有存下。")).to_be_visible()
    assert waiting(page) == []
    assert {"PUT", "POST"}.isdisjoint(sent)
    expect(page.get_by_label("拍照")).to_be_disabled()
    # With room again it is the same visit.
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 200_000_000})
    page.get_by_role("button", name="提交").click()
    # A slow phone has gone to the visit before the server has refused so large a photo.
    page.wait_for_url(re.compile(r"/field/sync|/inspections/[^/]+$"))
    page.goto(f"{server.url}/field/sync")
    expect(page.get_by_text("照片没有被接收")).to_be_visible()
    assert len(visits_of(page)) == 1


@pytest.mark.only_on("sqlite")
def test_what_is_refused_stays_on_the_phone(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone")
    at_the_gate(page, server, ids["A"], jpeg("Landscape_0"), jpeg("Portrait_3"))
    opening = re.compile(r"/inspections/[^/]+$")
    page.context.route(
        opening, lambda route: route.fulfill(status=403, json={"error": "执法证号未登记。", "about": "badge"})
    )
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(f"{server.url}/field/sync")
    expect(page.get_by_text("执法证号未登记。")).to_be_visible()
    assert len([row for row in waiting(page) if row["size"]]) == 2
    page.context.unroute(opening)
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("link", name=re.compile("^HZ"))).to_be_visible()


# The patience of the form never ends.
WAITS = """const real = window.setTimeout;
window.setTimeout = (act, ms, ...rest) => (ms === 15000 ? 0 : real(act, ms, ...rest));"""


@pytest.mark.only_on("sqlite")
def test_a_refused_photo_leads_to_where_it_is_mended(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone")
    page.add_init_script(WAITS)
    at_the_gate(page, server, ids["A"], jpeg("Landscape_0"))
    page.context.route(
        re.compile("/photos/"),
        lambda route: route.fulfill(status=422, json={"error": "照片没有被接收。", "about": "photo"}),
    )
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(f"{server.url}/field/sync")
    expect(page.get_by_text("照片没有被接收")).to_be_visible()


@pytest.mark.only_on("sqlite")
def test_pressing_again_makes_no_second_visit(visitor: Visitor, site: Site, watch: Watch) -> None:
    """In a browser without the worker the page stays; meanwhile somebody chooses another photo."""
    watch.expect(NOISE)
    server, ids = site
    page = visitor("phone", service_workers="block")
    at_the_gate(page, server, ids["B"], jpeg("Landscape_0"), jpeg("Portrait_3"))
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已存手机，连上服务器后自动上传。")).to_be_visible()
    page.get_by_label("相册").set_input_files(files=[jpeg("Portrait_8")])
    expect(page.get_by_text("已选 1 张照片")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已存手机，连上服务器后自动上传。")).to_be_visible()
    page.context.set_offline(False)
    assert page.evaluate(EMPTY)
    (visit,) = visits_of(page)
    page.goto(f"{server.url}/inspections/{visit}/receipt")
    expect(page.get_by_text("无法检查（无人）")).to_be_visible()
    page.goto(f"{server.url}/inspections/{visit}")
    expect(page.locator(f"img[src^='/inspections/{visit}/photos/']")).to_have_count(1)


@pytest.mark.only_on("sqlite")
def test_a_photo_that_is_chosen_before_the_script_has_come_counts(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone", service_workers="block")
    sign_in(page, server, "inspector")
    held: list[Route] = []
    page.route("**/js/no-access.js", lambda route: held.append(route), times=1)
    page.goto(f"{server.url}/enterprises/{ids['B']}/no-access", wait_until="commit")
    page.get_by_label("相册").set_input_files(files=[jpeg("Portrait_3")])
    until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.get_by_text("已选 1 张照片")).to_be_visible()
    page.get_by_role("radio", name="无人").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt$"))


@pytest.mark.only_on("sqlite")
def test_a_photo_that_the_server_would_not_take_is_not_chosen(visitor: Visitor, site: Site) -> None:
    server, ids = site
    page = visitor("phone")
    at_the_gate(page, server, ids["B"], jpeg("Landscape_0"))
    page.get_by_label("相册").set_input_files(files=[heic(15 * 1024 * 1024 + 1), jpeg("Portrait_3")])
    expect(page.get_by_text("1 张照片太大，没有选上：每张不超过 15 MB。已选 1 张照片")).to_be_visible()
