"""The photo strip in Chromium at phone size, with real photos and the real evidence behind it."""

import hashlib
import io
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests import postgres
from tests.browser.conftest import Visitor
from tests.browser.server import PROJECT
from tests.browser.watch import Watch
from tests.evidence.pictures import camera_exif, photo
from tests.evidence.test_derivatives import unlike
from tests.ports import free_port

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

PUT = "**/visit/photos/*"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("room")
    environment = {**os.environ, "MASHANG_DATA": str(folder)}
    if os.environ.get("MASHANG_TEST_DB") == "postgres":
        environment["MASHANG_DATABASE_URL"] = postgres.create_database(f"photos_{uuid.uuid4().hex}")
    command = [sys.executable, "-m", "tests.browser.photo_room", str(port), str(folder)]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/visit", timeout=5).close()
            break
        except OSError:  # refused, reset, or not answered in time
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A camera's file of 12 megapixels that has to be turned, with time and place in it."""
    path = tmp_path / "camera.jpg"
    with Image.open(io.BytesIO(photo("Landscape_6"))) as image:
        image.resize((3000, 4000)).save(path, quality=95, exif=camera_exif())
    return path


@pytest.fixture
def strip(phone: Page, room: str) -> Page:
    phone.goto(f"{room}/visit")
    return phone


def shots(page: Page):
    return page.locator("[data-photo]")


def newest(page: Page):
    return shots(page).last


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("警示标识照片：相册").set_input_files(list(files))


def test_a_large_photo_is_shrunk_upright_and_keeps_its_exif(strip: Page, large: Path, room: str) -> None:
    with strip.expect_request(PUT) as sent:
        strip.get_by_label("警示标识照片：拍照").set_input_files(large)
    request = sent.value
    expect(newest(strip)).to_contain_text("已送达")
    assert request.method == "PUT"
    assert request.headers["x-entry"] == request.url.split("/")[-1].split("?")[0]
    assert request.headers["x-device"]
    body = strip.request.get(f"{request.url.split('?')[0]}/file").body()
    assert f"sha256={hashlib.sha256(body).hexdigest()}" in request.url
    assert f"camera_sha256={hashlib.sha256(large.read_bytes()).hexdigest()}" in request.url
    assert f"camera_size={large.stat().st_size}" in request.url
    with Image.open(io.BytesIO(body)) as image, Image.open(io.BytesIO(photo("Landscape_0"))) as upright:
        assert image.width == 2048
        assert abs(image.height - 1536) <= 1  # browsers round differently
        assert image.getexif()[0x0112] == 1
        assert image.getexif().get_ifd(0x8769)[0x9003] == "2026:03:05 14:30:15"
        assert unlike(image, upright) < 10
    thumbnail = strip.request.get(f"{request.url.split('?')[0]}/thumbnail").body()
    with Image.open(io.BytesIO(thumbnail)) as image, Image.open(io.BytesIO(photo("Landscape_0"))) as upright:
        assert unlike(image, upright) < 10


def test_several_from_the_album_survive_a_reload(strip: Page) -> None:
    before = shots(strip).count()
    files = [PROJECT / f"tests/photos/{name}.jpg" for name in ("Portrait_3", "Portrait_8", "Landscape_0")]
    choose(strip, *files)
    expect(shots(strip)).to_have_count(before + 3)
    expect(strip.get_by_role("status").last).to_contain_text("已送达")
    expect(strip.locator("[data-state=sent]")).to_have_count(before + 3)
    strip.reload()
    expect(shots(strip)).to_have_count(before + 3)
    for image in strip.locator("[data-photo] img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", value=True)
        assert image.evaluate("image => image.naturalWidth") > 0


def by_hand(page: Page) -> None:
    """Nothing is tried again by itself, so that 重试 stays until it is pressed."""
    page.evaluate("window.setTimeout = () => 0")


def test_full_screen_replace_and_remove(strip: Page) -> None:
    choose(strip, PROJECT / "tests/photos/Portrait_0.jpg")
    expect(newest(strip)).to_contain_text("已送达")
    newest(strip).get_by_role("link").click()
    expect(strip.get_by_role("dialog", name="查看照片")).to_be_visible()
    strip.get_by_role("button", name="关闭").click()
    expect(strip.get_by_role("dialog")).to_be_hidden()
    count, old = shots(strip).count(), newest(strip).get_attribute("data-photo")
    with strip.expect_file_chooser() as chooser:
        newest(strip).get_by_role("button", name="替换这张照片").click()
    chooser.value.set_files(PROJECT / "tests/photos/Portrait_8.jpg")
    expect(strip.locator(f"[data-photo='{old}']")).to_have_count(0)
    expect(shots(strip)).to_have_count(count)
    strip.once("dialog", lambda dialog: dialog.accept())
    newest(strip).get_by_role("button", name="移除这张照片").click()
    expect(shots(strip)).to_have_count(count - 1)
    strip.reload()
    expect(shots(strip)).to_have_count(count - 1)


def test_a_portal_that_answers_200_is_no_success(strip: Page) -> None:
    by_hand(strip)
    strip.route(PUT, lambda route: route.fulfill(status=200, body="<h1>Welcome to our hotel</h1>"))
    choose(strip, PROJECT / "tests/photos/Portrait_0.jpg")
    expect(newest(strip)).to_contain_text("没有收到服务器的确认")
    strip.unroute(PUT)
    newest(strip).get_by_role("button", name="重试").click()
    expect(newest(strip)).to_contain_text("已送达")


def test_without_network_it_waits_and_goes_when_the_network_is_back(strip: Page, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    strip.context.set_offline(True)
    choose(strip, PROJECT / "tests/photos/Portrait_0.jpg")
    expect(newest(strip)).to_contain_text("失败：网络不通")
    strip.get_by_role("heading").click()  # Chromium asks only those who have touched the page
    with strip.expect_event("dialog") as asked:
        strip.once("dialog", lambda dialog: dialog.dismiss())
        strip.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    strip.context.set_offline(False)
    expect(newest(strip)).to_contain_text("已送达")


def test_an_answer_that_is_lost_ends_in_one_photo(strip: Page, watch: Watch) -> None:
    """The server has it, the phone does not know: the repetition is the same photo."""
    watch.expect("503")
    lost = 0

    def lose_once(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            route.fetch()
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    by_hand(strip)
    before = shots(strip).count()
    strip.route(PUT, lose_once)
    choose(strip, PROJECT / "tests/photos/Portrait_0.jpg")
    newest(strip).get_by_role("button", name="重试").click()
    expect(newest(strip)).to_contain_text("已送达")
    strip.reload()
    expect(shots(strip)).to_have_count(before + 1)


def test_what_is_no_photo_is_refused_in_the_servers_words(strip: Page, tmp_path: Path) -> None:
    pdf = tmp_path / "photo.jpg"
    pdf.write_bytes(b"%PDF-1.7 and so on")
    empty = tmp_path / "empty.jpg"
    empty.write_bytes(b"")
    choose(strip, pdf)
    expect(newest(strip)).to_contain_text("这是 PDF，不是照片")
    choose(strip, empty)
    expect(newest(strip)).to_contain_text("文件是空的")
    for _ in range(2):
        newest(strip).get_by_role("button", name="移除这张照片").click()


def test_without_a_secure_context_the_library_hashes(visitor: Visitor, room: str) -> None:
    page = visitor("phone")
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.goto(f"{room}/visit")
    with page.expect_request(PUT) as sent:
        choose(page, PROJECT / "tests/photos/Landscape_6.jpg")
    assert f"sha256={hashlib.sha256(photo('Landscape_6')).hexdigest()}" in sent.value.url
    expect(newest(page)).to_contain_text("已送达")


def test_who_may_only_read_sees_no_buttons(phone: Page, room: str) -> None:
    phone.goto(f"{room}/visit?readonly=true")
    expect(phone.get_by_role("button")).to_have_count(0)
    expect(phone.get_by_label("警示标识照片：拍照")).to_have_count(0)


def test_the_link_to_the_marked_copy_stays_whole(strip: Page, room: str) -> None:
    choose(strip, PROJECT / "tests/photos/Portrait_0.jpg")
    expect(newest(strip)).to_contain_text("已送达")
    strip.goto(f"{room}/visit?readonly=true")
    link = strip.get_by_role("link", name="水印副本").last
    expect(link).to_be_visible()
    lines = link.evaluate(
        """link => {
          const words = document.createRange();
          words.selectNodeContents(link);
          return words.getClientRects().length;
        }"""
    )
    assert lines == 1
    link_box, cell = link.bounding_box(), newest(strip).bounding_box()
    assert link_box and cell
    assert link_box["x"] + link_box["width"] <= cell["x"] + cell["width"]
    assert link_box["height"] >= 44  # for a finger
