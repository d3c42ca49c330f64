"""The outbox against a server that fails in every way: nothing is lost, nothing arrives twice, nobody sends another's work."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.offline_room import (
    EMPTY,
    NOISE,
    PHOTO,
    SENDS,
    STATE,
    again,
    answer,
    begin,
    inspector,
    item,
    lose_bytes,
    online,
    prepare,
    waiting,
)
from tests.browser.people import sign_in, until
from tests.browser.phone_room import NO_MORE, Phone
from tests.browser.watch import Watch

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")


def test_every_class_of_error(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    say: dict[str, object] = {"status": 0}
    seen: list[str] = []

    def fault(route: Route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        seen.append(route.request.headers.get("x-entry", ""))
        status = int(str(say["status"]))
        if status == 0:
            return route.abort("timedout")
        return route.fulfill(
            status=status,
            body=str(say.get("body", "")),
            headers={"Content-Type": str(say.get("type", "application/json"))},
        )

    page.route(SENDS, fault)
    answer(page, "1.1", "符合")
    for status, body, words in (
        (0, "", "网络不通"),
        (200, "<html>欢迎上网</html>", "没有收到服务器的确认"),
        (302, "", "没有收到服务器的确认"),
        (408, "{}", "服务器暂时不能保存"),
        (429, json.dumps({"error": "请稍候。"}), "请稍候"),
        (500, "{}", "服务器暂时不能保存"),
        (503, "{}", "服务器暂时不能保存"),
    ):
        say.update(status=status, body=body)
        again(page)
        expect(page.locator(STATE)).to_contain_text(f"手机已存，1 项待送达（{words}")
        expect(page.get_by_text("欢迎上网")).to_have_count(0)
        assert [entry["state"] for entry in waiting(page)] == ["waiting"]
    say.update(status=401, body=json.dumps({"error": "请先登录。"}))
    again(page)
    expect(page.get_by_text("登录已过期，内容都在手机里")).to_be_visible()
    assert [entry["state"] for entry in waiting(page)] == ["waiting"]
    for status in (403, 404, 409, 413, 422):
        say.update(status=status, body=json.dumps({"error": f"不行{status}。"}))
        if status == 403:
            again(page)
        else:
            page.get_by_role("button", name="重试").click()
        expect(item(page, "1.1").get_by_text(f"未送达：不行{status}。")).to_be_visible()
        # Where 重试 stands, this is said a moment later: a button drawn anew under the finger hears no click.
        expect(page.locator("[data-visit-state]")).to_contain_text(f"不行{status}。")
        assert [entry["state"] for entry in waiting(page)] == ["parked"]
    assert len(set(seen)) == 1
    page.unroute(SENDS)
    expect(page.get_by_text("有内容服务器没有接收")).to_be_visible()
    # Saying it anew takes the place of what was refused; what waits behind it goes too.
    answer(page, "1.1", "不适用")
    expect(page.locator(STATE)).to_have_text("已送达")
    page.reload()
    expect(item(page, "1.1").get_by_role("radio", name="不适用")).to_be_checked()


def test_sending_goes_on_by_itself_after_the_phones_database_failed(
    visitor: Visitor, site: Site, watch: Watch
) -> None:
    """For a while it takes and gives nothing, however often it is opened; nobody touches the phone meanwhile."""
    watch.expect(NOISE)
    server, ids = site
    phone = Phone(inspector(visitor, server), server, ids["inspector"])
    phone.offline()
    phone.opens(enterprise=ids["A"])
    rounds = phone.page.evaluate_handle(
        """() => {
          const failed = [];
          phone.onchange(({ type, failed: why }) => type === "round" && failed.push(why));
          return failed;
        }"""
    )
    phone.page.evaluate("() => { window.works = IDBDatabase.prototype.transaction; }")
    phone.page.evaluate(NO_MORE)
    flushed = "phone.flush()"
    until(phone.page, lambda: phone.page.evaluate(flushed) or "手机的存储暂时打不开" in rounds.json_value())
    phone.page.evaluate("() => { IDBDatabase.prototype.transaction = window.works; }")
    phone.offline(False)
    until(phone.page, lambda: rounds.json_value()[-1:] == [""])
    assert phone.waits() == 0


def test_two_tabs_and_a_parked_visit_beside_another(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"], ids["B"])
    one = begin(page, server, ids["A"])
    tab = page.context.new_page()
    other = begin(tab, server, ids["B"])
    sent: list[str] = []
    page.context.on(
        "request",
        lambda request: (
            sent.append(request.headers["x-entry"])
            if request.method == "PUT" and "x-entry" in request.headers
            else None
        ),
    )
    page.context.set_offline(True)
    answer(page, "1.1", "符合")
    answer(tab, "1.1", "不符合")
    expect(item(tab, "1.1").get_by_label("事实")).to_be_visible()
    until(page, lambda: {entry["inspection"] for entry in waiting(page)} == {one, other})
    page.context.set_offline(False)
    for each in (page, tab):
        again(each)
    assert page.evaluate(EMPTY)
    expect(page.locator(STATE)).to_have_text("已送达")
    expect(tab.locator(STATE)).to_have_text("已送达")
    arrived = [row["id"] for row in waiting(page, "sent")]
    assert len(arrived) == len(set(arrived))


def noise(folder: Path) -> Path:
    """A photo that stays at some megabytes however it is packed."""
    path = folder / "noise.jpg"
    Image.frombytes("RGB", (1600, 1200), random.Random(1).randbytes(1600 * 1200 * 3)).save(path, quality=85)
    return path


def test_the_server_dies_while_a_photo_is_on_its_way(
    visitor: Visitor, site: Site, watch: Watch, tmp_path: Path
) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    visit = begin(page, server, ids["A"])
    process = server.process
    assert process is not None
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files(noise(tmp_path))
    data = Path(server.environment["MASHANG_DATA"])
    until(page, lambda: any(part.stat().st_size for part in data.rglob("incoming/*")))
    process.kill()
    process.wait()
    [half] = [part.stat().st_size for part in data.rglob("incoming/*")]
    assert 0 < half < waiting(page)[0]["size"]
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    expect(page.locator(STATE)).to_contain_text("网络不通")
    # The tab dies too; the photo is on the phone's disk.
    fresh = page.context.new_page()
    page.close()
    server.start()
    fresh.goto(f"{server.url}/inspections/{visit}#about")
    assert fresh.evaluate(EMPTY)
    fresh.reload()
    fresh.get_by_role("link", name=re.compile("^检查信息")).click()
    expect(fresh.locator("[data-photo][data-state=sent]")).to_have_count(1)


def test_a_photo_without_its_bytes_does_not_count_as_sent(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    begin(page, server, ids["A"])
    page.context.set_offline(True)
    page.get_by_role("link", name=re.compile("^检查信息")).click()
    page.get_by_label("现场照片：相册").set_input_files(PHOTO)
    expect(page.get_by_text("1 张照片已存手机，待送达")).to_be_visible()
    lose_bytes(page)
    online(page)
    expect(
        page.get_by_text(
            re.compile(r"失败：现场照片（\d\d-\d\d \d\d:\d\d 拍）在手机里的数据已丢失，请重新拍摄")
        )
    ).to_be_visible()
    assert [entry["state"] for entry in waiting(page)] == ["parked"]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="移除这张照片").click()
    expect(page.locator(STATE)).to_have_text("已送达")


def test_nobody_sends_or_reads_anothers_work(visitor: Visitor, site: Site, watch: Watch) -> None:
    watch.expect(NOISE)
    server, ids = site
    page = inspector(visitor, server)
    prepare(page, server, ids["A"])
    visit = begin(page, server, ids["A"])
    page.context.set_offline(True)
    answer(page, "1.1", "符合")
    expect(item(page, "1.1").get_by_role("status").first).to_have_text("已存手机")
    held = waiting(page)
    # The session was ended elsewhere; a colleague takes the phone.
    page.context.clear_cookies()
    page.context.set_offline(False)
    sign_in(page, server, "outsider")
    page.goto(f"{server.url}/tasks")
    expect(page.get_by_text("这台手机上还有其他账号没有上传的内容")).to_be_visible()
    again(page)
    assert [entry["id"] for entry in waiting(page)] == [entry["id"] for entry in held]
    kept = page.evaluate("caches.keys()")
    assert len([name for name in kept if name.startswith("pages-")]) == 1
    assert page.get_by_text(visit).count() == 0
    page.context.clear_cookies()
    sign_in(page, server, "inspector")
    page.goto(f"{server.url}/tasks")
    assert page.evaluate(EMPTY)
