"""Pictures of every page of the story for docs/screens: `python scripts/screens.py`.

A temporary server with the demo of one fixed day; each page at phone and desk size. With names as arguments only
those pages (`python scripts/screens.py form board`); `--dark` writes them to build/screens-dark instead.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from tests.browser.conftest import ARGUMENTS, CHINA, SIZES  # noqa: E402
from tests.browser.server import Server  # noqa: E402

FOLDER = PROJECT / "docs/screens"
COLOURS = 128
TALLEST = 2600
PASSWORD = secrets.token_urlsafe(12)
Way = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """`way` walks on from `path`, when the address alone does not lead there; `whole`: longer than the window."""

    name: str
    says: str
    who: str
    path: str
    way: Way | None = None
    whole: bool = False


def link(pattern: str) -> Way:
    """Follows the first link with these words."""
    return lambda page: page.get_by_role("main").get_by_role("link", name=re.compile(pattern)).first.click()


def started(page: Page) -> None:
    """An enterprise of today's list, 开始检查 pressed."""
    page.get_by_role("main").get_by_role("link", name="开始检查").first.click()
    page.get_by_role("button", name="开始检查").wait_for()


def form(page: Page) -> None:
    """The draft of yesterday, at 工作场所管理, with one item not met."""
    page.get_by_role("link", name=re.compile("继续检查")).first.click()
    page.wait_for_url(re.compile("/inspections/"))
    page.get_by_role("navigation", name="检查表各节").get_by_role(
        "link", name=re.compile("^工作场所管理")
    ).click()
    item = page.get_by_role("article", name="第 5.6 项", exact=True)
    item.get_by_role("radio", name="不符合", exact=True).check()
    expect(page.locator("[data-save-state=saving]")).to_have_count(0)
    item.scroll_into_view_if_needed()
    item.evaluate("card => window.scrollTo(0, card.offsetTop - 120)")


def places(page: Page) -> None:
    page.get_by_role("link", name=re.compile("继续检查")).first.click()
    page.wait_for_url(re.compile("/inspections/"))
    page.get_by_role("navigation", name="检查表各节").get_by_role(
        "link", name=re.compile("^标识用品")
    ).click()


def review(page: Page) -> None:
    page.get_by_role("link", name=re.compile("继续检查")).first.click()
    page.wait_for_url(re.compile("/inspections/"))
    page.get_by_role("link", name="去提交").click()
    page.wait_for_url(re.compile("/review"))


def submitted(tail: str) -> Way:
    """A submitted visit with findings: its receipt or handover."""

    def way(page: Page) -> None:
        href = page.locator("#results a.what").nth(1).get_attribute("href")
        page.goto(re.sub(r"/inspections.*", "", page.url) + f"{href}{tail}")

    return way


def check(page: Page) -> None:
    submitted("/receipt")(page)
    page.get_by_role("link", name="查验这张回执").click()


def handover(page: Page) -> None:
    submitted("/handover")(page)
    button = page.get_by_role("button", name="生成激活码")
    if button.count():
        button.click()
        page.get_by_role("img", name="激活码的二维码").wait_for()


SHOTS = [
    Shot("public", "扫码后人人可见的页面", "", "/q/{token}", whole=True),
    Shot("short-code", "输入短码", "", "/q"),
    Shot("login", "登录", "", "/login"),
    Shot("activate", "用人单位用激活码开通账号", "", "/activate"),
    Shot("reset", "忘记密码", "", "/reset"),
    Shot("tasks", "监督员当天的任务", "inspector1", "/tasks", whole=True),
    Shot("scan", "扫码或输入短码", "inspector1", "/scan"),
    Shot("start", "开始检查：类型、第二名检查人员、告知、定位", "inspector1", "/tasks", started, True),
    Shot("no-access", "无法检查", "inspector1", "/enterprises/{id}/no-access"),
    Shot("form", "检查表：一次一节，不符合即写问题、拍照", "inspector1", "/tasks", form),
    Shot("places", "危害因素与应有的标识、防护用品", "inspector1", "/tasks", places),
    Shot("review", "检查复核：还缺什么", "inspector1", "/tasks", review, True),
    Shot("receipt", "检查回执", "inspector1", "/inspections?state=submitted&kind=routine", submitted("/receipt")),
    Shot("check", "任何人凭校验码查验回执", "inspector1", "/inspections?state=submitted&kind=routine", check),
    Shot("handover", "交给企业：问题、期限、激活码", "inspector1", "/inspections?state=submitted&kind=routine", handover, True),
    Shot("visits", "检查列表", "inspector1", "/inspections"),
    Shot("visit", "一次检查", "inspector1", "/inspections?state=submitted&kind=routine", submitted(""), True),
    Shot("enterprises", "用人单位名录", "inspector1", "/enterprises"),
    Shot("enterprise", "一户一档", "inspector1", "/enterprises/{id}", whole=True),
    Shot("enterprise-edit", "编辑用人单位和危害因素", "supervisor", "/enterprises/{id}/edit", whole=True),
    Shot("findings", "监管人员的问题清单", "inspector1", "/findings?filter=waiting"),
    Shot(
        "finding", "一个问题：整改前后并排，复核，一条时间线", "inspector1", "/findings?filter=waiting",
        link("浓度|未|不"),

    ),
    Shot("finding-closed", "已销号的问题", "inspector1", "/findings?filter=closed", link("浓度|未|不"), True),
    Shot("reminder-text", "复制到微信的提醒文字", "inspector1", "/findings/reminder-text?enterprise={id}"),
    Shot("inbox", "消息", "inspector1", "/inbox"),
    Shot("me", "我的", "inspector1", "/me"),
    Shot("owner-findings", "用人单位看到的问题，急的在前", "owner1", "/findings", whole=True),
    Shot("owner-finding", "用人单位看一个问题", "owner1", "/findings", link("^查看问题"), True),
    Shot("owner-report", "报告整改", "owner1", "/findings", link("^报告整改")),
    Shot("owner-inbox", "用人单位的消息", "owner1", "/inbox"),
    Shot("board", "监管科室的看板", "supervisor", "/board"),
    Shot("board-whole", "看板的全部表格", "supervisor", "/board", whole=True),
    Shot("board-findings", "看板数字背后的问题，可导出", "supervisor", "/board/findings?pile=overdue"),
    Shot("reassignment", "改派", "supervisor", "/board/reassignment"),
    Shot("termination", "终止", "supervisor", "/enterprises/{id}/termination", whole=True),
    Shot("day-lists", "任务安排", "supervisor", "/day-lists"),
    Shot("day-list", "修改任务", "supervisor", "/day-lists", lambda page: page.locator("th a").first.click(), True),
    Shot("labels", "打印标签", "supervisor", "/labels"),
    Shot("label-sheet", "一张标签纸", "supervisor", "/labels/sheet?enterprise={id}"),
    Shot("code", "一家单位的二维码", "supervisor", "/enterprises/{id}/code"),
    Shot("activation", "激活码与企业账号", "supervisor", "/enterprises/{id}/activation"),
    Shot("import", "导入用人单位", "admin", "/imports"),
    Shot("bureaus", "监管机构", "admin", "/bureaus"),
    Shot("bureau", "一个监管机构", "admin", "/bureaus", link("贵池"), True),
    Shot("people", "人员", "admin", "/people"),
    Shot("person-new", "新建人员", "admin", "/people/new"),
    Shot("checklists", "检查表", "admin", "/checklists"),
    Shot("checklist", "检查表的一个版本", "admin", "/checklists/1/versions/1"),
    Shot("reference", "基础数据", "admin", "/reference"),
    Shot("audit", "审计", "admin", "/audit"),
]  # fmt: skip


def save(page: Page, path: Path, whole: bool) -> None:
    """As a picture of few colours; no longer than TALLEST dots of the page."""
    page.locator("img[loading=lazy]").evaluate_all("all => all.forEach(one => { one.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or {"width": 390, "height": 844}
    full = int(page.evaluate("document.documentElement.scrollHeight"))
    if whole and full > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(full, TALLEST)})
        page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


def take(
    browser: Browser, url: str, told: dict[str, object], shots: list[Shot], folder: Path, dark: bool
) -> None:
    first = told["enterprises"][0]  # type: ignore[index]
    for size, options in SIZES.items():
        more = {"device_scale_factor": 1.5} if size == "phone" else {}
        pages: dict[str, Page] = {}
        for shot in shots:
            if shot.who not in pages:
                context = browser.new_context(
                    **{**CHINA, **options, **more}, color_scheme="dark" if dark else "light",
                    reduced_motion="reduce", permissions=["geolocation"],
                    geolocation={"latitude": 30.66, "longitude": 117.49, "accuracy": 15},
                )  # fmt: skip
                pages[shot.who] = page = context.new_page()
                page.set_default_timeout(8_000)
                if shot.who:
                    page.goto(f"{url}/login")
                    page.get_by_label("账号").fill(shot.who)
                    page.get_by_label("密码").fill(PASSWORD)
                    page.get_by_role("button", name="登录").click()
                    page.wait_for_url(lambda where: "/login" not in where)
            page = pages[shot.who]
            page.goto(url + shot.path.format(**first))
            try:
                if shot.way:
                    shot.way(page)
                page.wait_for_load_state("networkidle")
            except Exception as problem:  # the others are still worth taking
                print(f"{size}-{shot.name}: {problem}", file=sys.stderr)
            save(page, folder / f"{size}-{shot.name}.png", shot.whole)
        for page in pages.values():
            page.context.close()


def list_of(shots: list[Shot]) -> str:
    lines = [
        "# Every page of the story",
        "",
        "Made by `python scripts/screens.py` from the demo of a fixed seed; each page at 390×844 (phone) and 1440×900 (desk).",
        "",
        "| page | shows | phone | desk |",
        "|---|---|---|---|",
    ]
    for shot in shots:
        lines.append(
            f"| {shot.name} | {shot.says} | [phone](phone-{shot.name}.png) | [desk](desk-{shot.name}.png) |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    shots = [shot for shot in SHOTS if not chosen.names or shot.name in chosen.names]
    folder = PROJECT / "build/screens-dark" if chosen.dark else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where:
        server = Server(Path(where), MASHANG_DEMO_PASSWORD=PASSWORD)
        try:
            server.cli("migrate")
            told = json.loads(server.cli("demo", "--json"))
            server.cli("remind")
            server.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chosen.chromium,
                    args=[*ARGUMENTS, "--no-sandbox", "--lang=zh-CN"],
                    env={**os.environ, "LANGUAGE": "zh_CN"},
                )
                take(browser, server.url, told, shots, folder, chosen.dark)
                browser.close()
        finally:
            server.remove()
    if not chosen.dark:
        (folder / "README.md").write_text(list_of(SHOTS))


if __name__ == "__main__":
    main()
