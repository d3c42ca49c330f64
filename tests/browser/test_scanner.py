"""The scanner with Chromium's fake camera: a label on a wall, seen from the side, opens its enterprise."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, Site, Visitor
from tests.browser.people import sign_in
from tests.browser.phone_room import Phone
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.cast import TOKENS
from tests.chromium import launched
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.gate.labels import Label, Sheet, sheet_of

# What is proven here lies on the phone; the database below does not matter.
pytestmark = pytest.mark.only_on("sqlite")

WIDTH, HEIGHT = 640, 480
# The first one that the cast draws, with its fixed seed.
SHORT_A = new_short_code(random.Random(7).choice)
NEVER = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"


def label_on_a_wall(token: str, seed: int = 1) -> Image.Image:
    """A frame of a camera: the large label seen from the side, on a grey wall, a little blurred and noisy."""
    png = sheet_of(
        [Label("贵池石料有限公司", "", "K7QM-4R2P", "贵池区卫生健康委员会", token)], Sheet.LARGE, "png"
    )[0]
    label = Image.open(io.BytesIO(png)).convert("RGB").resize((444, 630))
    # Eight numbers of the projection from the frame back to the label: its right side is farther away.
    seen = label.transform(
        (WIDTH, HEIGHT),
        Image.Transform.PERSPECTIVE,
        (1.15, 0.12, -150, -0.12, 1.42, -10, -0.0004, 0.0002),
        Image.Resampling.BILINEAR,
        fillcolor=(128, 132, 130),
    )
    chance = random.Random(seed)
    noise = Image.frombytes("L", (WIDTH, HEIGHT), chance.randbytes(WIDTH * HEIGHT)).convert("RGB")
    return Image.blend(seen, noise, 0.06).filter(ImageFilter.GaussianBlur(0.7))


def jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees, as Motion JPEG: a wall, then the label."""
    path = tmp_path_factory.mktemp("camera") / "wall.mjpeg"
    wall = jpeg(Image.new("RGB", (WIDTH, HEIGHT), (128, 132, 130)))
    path.write_bytes(wall * 10 + b"".join(jpeg(label_on_a_wall(TOKENS["A"], n)) for n in range(20)))
    return path


@pytest.fixture(scope="module")
def browser(camera: Path) -> Iterator[Browser]:
    arguments = [
        *ARGUMENTS,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    ]
    with sync_playwright() as playwright, launched(playwright, *arguments, whole=True) as browser:
        yield browser


@pytest.fixture(scope="module")
def served(site: Site) -> Server:
    server, server.ids = site
    return server


@pytest.fixture
def inspector(visitor: Visitor, served: Server) -> Page:
    page = visitor("phone", permissions=["camera"])
    sign_in(page, served, "inspector")
    return page


@pytest.fixture
def refused(visitor: Visitor, served: Server) -> Page:
    """An inspector whose phone lets no page use the camera."""
    page = visitor("phone")
    page.add_init_script(f"navigator.mediaDevices.getUserMedia = {NEVER}")
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/scan")
    expect(page.get_by_role("status").filter(has_text="没有使用摄像头的权限")).to_be_visible()
    return page


def picture_of(page: Page, picture: bytes, name: str = "photo.jpg") -> None:
    page.get_by_label("识别图片中的码").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": picture}
    )


def test_the_camera_opens_the_enterprise(inspector: Page, served: Server) -> None:
    inspector.add_init_script("navigator.vibrate = () => true")
    inspector.goto(f"{served.url}/scan", wait_until="commit")
    inspector.wait_for_url(f"{served.url}/enterprises/{served.ids['A']}")


def test_a_foreign_code_is_said_and_scanning_goes_on(inspector: Page, served: Server) -> None:
    asked: list[str] = []

    def answer(route):
        asked.append(route.request.post_data)
        route.fulfill(status=404, json={"error": "这不是职业卫生监督的二维码。"})

    inspector.route(
        "**/scan", lambda route: answer(route) if route.request.method == "POST" else route.continue_()
    )
    inspector.goto(f"{served.url}/scan")
    expect(inspector.get_by_text("这不是职业卫生监督的二维码。")).to_be_visible()
    expect(inspector.get_by_label("摄像头画面")).to_be_visible()
    assert len(asked) == 1


def test_leaving_the_page_lets_the_camera_go(inspector: Page, served: Server) -> None:
    # What the camera reads is never answered, so that the page stays.
    inspector.route("**/scan", lambda route: None if route.request.method == "POST" else route.continue_())
    inspector.goto(f"{served.url}/scan")
    video = inspector.get_by_label("摄像头画面")
    expect(video).to_be_visible()
    inspector.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(video).to_be_hidden()
    assert video.evaluate(
        "video => video.srcObject.getTracks().every((track) => track.readyState === 'ended')"
    )


def test_without_network_a_code_that_is_not_in_the_pack_begins_a_visit(
    inspector: Page, served: Server, watch: Watch
) -> None:
    watch.expect("ERR_|Failed to fetch|Failed to load")
    inspector.route(
        "**/scan", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    inspector.goto(f"{served.url}/scan", wait_until="commit")
    inspector.wait_for_url(f"{served.url}/field/start?code={TOKENS['A']}")
    expect(inspector.get_by_text("不在手机里")).to_be_visible()


def test_offline_a_label_of_the_pack_opens_its_enterprise(
    visitor: Visitor, served: Server, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page = visitor("phone", permissions=["camera"])
    page.add_init_script("navigator.vibrate = () => true")
    sign_in(page, served, "inspector")
    phone = Phone(page, served, served.ids["inspector"])
    phone.opens("贵池石料有限公司", enterprise=served.ids["A"])
    expect(page.get_by_role("article", name="贵池石料有限公司").get_by_text("已送达，未提交")).to_be_visible()
    page.goto(f"{served.url}/tasks")
    page.get_by_role("button", name="准备离线").click()
    expect(page.get_by_text("已准备好，没有信号也能打开。")).to_be_visible()
    phone.offline()
    page.goto(f"{served.url}/scan", wait_until="commit")
    page.wait_for_url(f"{served.url}/enterprises/{served.ids['A']}")
    expect(page.get_by_role("heading", name="贵池石料有限公司")).to_be_visible()


def test_offline_a_label_that_is_not_in_the_pack_begins_a_visit(
    refused: Page, served: Server, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    refused.evaluate("navigator.serviceWorker.ready.then(() => true)")
    refused.goto(f"{served.url}/field/start")
    refused.goto(f"{served.url}/scan")
    refused.context.set_offline(True)
    picture_of(refused, jpeg(label_on_a_wall(TOKENS["B"])))
    refused.wait_for_url(f"{served.url}/field/start?code={TOKENS['B']}")
    expect(refused.get_by_role("button", name="开始检查")).to_be_visible()


def test_a_picture_of_the_code(refused: Page, served: Server) -> None:
    picture_of(refused, jpeg(label_on_a_wall(TOKENS["A"])))
    refused.wait_for_url(f"{served.url}/enterprises/{served.ids['A']}")


def test_a_large_picture_out_of_reach_opens_the_public_page(refused: Page, served: Server) -> None:
    picture_of(refused, jpeg(label_on_a_wall(TOKENS["C"]).resize((4000, 3000))))
    refused.wait_for_url(f"{served.url}/q/{TOKENS['C']}")


def test_a_picture_without_code_and_a_file_that_is_none(refused: Page) -> None:
    picture_of(refused, jpeg(Image.new("RGB", (800, 600), "white")))
    expect(refused.get_by_text("图片里没有找到二维码")).to_be_visible()
    picture_of(refused, b"%PDF-1.7 not a picture")
    expect(refused.get_by_text("不是能打开的图片")).to_be_visible()


def test_permission_given_later_opens_the_camera(visitor: Visitor, served: Server) -> None:
    page = visitor("phone", permissions=["camera"])
    page.add_init_script(
        f"const real = navigator.mediaDevices.getUserMedia; navigator.mediaDevices.getUserMedia = {NEVER};"
        "window.allow = () => { navigator.mediaDevices.getUserMedia = real; };"
    )
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/scan")
    again = page.get_by_role("button", name="重新打开摄像头")
    expect(again).to_be_visible()
    page.evaluate("allow()")
    again.click()
    page.wait_for_url(f"{served.url}/enterprises/{served.ids['A']}")


def test_no_camera_without_a_secure_context(visitor: Visitor, served: Server) -> None:
    page = visitor("phone")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/scan")
    expect(page.get_by_text("不是安全连接")).to_be_visible()


def test_the_typed_short_code_needs_no_script(visitor: Visitor, served: Server) -> None:
    page = visitor("phone", java_script_enabled=False)
    sign_in(page, served, "inspector")
    page.goto(f"{served.url}/scan")
    page.get_by_label("短码").fill(SHORT_A)
    page.get_by_role("button", name="打开", exact=True).click()
    page.wait_for_url(f"{served.url}/enterprises/{served.ids['A']}")
