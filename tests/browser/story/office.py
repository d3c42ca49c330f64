"""Before the visit: the administrator's import, the supervisor's labels and day list, the public page."""

import io
import re
from datetime import timedelta

from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, Page, expect
from stdnum.cn import uscc

from tests.browser.story.people import CREDIT, INITIALS, NAME, Cast, menu, pick, said
from webapp.clock import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook() -> FilePayload:
    """A new enterprise, and one whose credit code has a wrong check digit."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "用人单位"
    right = CREDIT + uscc.calc_check_digit(CREDIT)
    wrong = CREDIT + ("0" if right[-1] != "0" else "1")
    sheet.append(
        ["单位名称", "统一社会信用代码", "所在地", "地址", "行业", "联系人", "联系电话", "劳动者人数", "职业病危害因素"]
    )  # fmt: skip
    sheet.append(
        [NAME, right, "341702100", "开发区通港路 8 号", "303", "李四", "0566-2112233", 60, "矽尘:12;噪声:20"]
    )
    sheet.append(["池州市错码建材厂", wrong, "341702100", "", "303", "", "", "", ""])
    stream = io.BytesIO()
    book.save(stream)
    return {"name": "名录.xlsx", "mimeType": XLSX, "buffer": stream.getvalue()}


def upload(page: Page) -> None:
    menu(page, "导入")
    page.get_by_label("表格文件").set_input_files(workbook())
    page.get_by_role("button", name="上传并核对").click()


def imports(cast: Cast) -> None:
    """Twice; the second time nothing changes."""
    page = cast.arrives("admin", "desk")
    upload(page)
    expect(page.get_by_role("link", name=re.compile("^1 ?新增"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^1 ?有错误"))).to_be_visible()
    page.get_by_role("navigation", name="核对结果").get_by_role("link", name="有错误 1").click()
    expect(page.get_by_text("校验位不对")).to_be_visible()
    page.get_by_role("button", name="确认导入 1 家").click()
    expect(page.get_by_text("已导入：新增 1 家")).to_be_visible()
    upload(page)
    expect(page.get_by_text("没有需要新增或更新的单位")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^1 ?无变化"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^确认导入"))).to_have_count(0)


def prepares(cast: Cast, page: Page) -> tuple[str, str, str]:
    """The supervisor finds, prints, plans; returns the enterprise's address, public address and short code."""
    menu(page, "用人单位")
    box = page.get_by_label("搜索用人单位")
    expect(box).to_be_visible()
    expect(page.locator("html")).to_have_attribute(
        "data-htmx", re.compile("cdn|local")
    )  # it searches by itself now
    box.press_sequentially(INITIALS)
    page.wait_for_url(
        re.compile(f"q={INITIALS}")
    )  # the last answer: a list drawn anew under the finger takes no click
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    enterprise = page.url.removeprefix(cast.server.url)
    page.get_by_role("link", name="二维码与标签").click()
    page.get_by_role("link", name="打印标签").click()
    expect(page.get_by_text("共 1 个标签")).to_be_visible()
    page.get_by_role("link", name="打印页").click()
    expect(page.get_by_text("职业卫生监督 扫码")).to_be_visible()
    expect(page.get_by_text(NAME)).to_be_visible()
    short = page.locator(".short").inner_text()
    cast.goto(page, f"{enterprise}/code")
    public = page.get_by_role("link", name="看公开页").get_attribute("href")
    assert public

    menu(page, "任务安排")
    page.get_by_role("link", name="新建任务").first.click()
    page.get_by_label("日期").fill(f"{today()}")
    page.get_by_role("radio", name="日常").check()
    pick(page.get_by_label("主办人员"), cast.of("inspector1"))
    pick(page.get_by_label("协办人员"), cast.of("inspector2"))
    page.get_by_label("备注").fill("翠微专项")
    page.get_by_label("查找用人单位").fill(INITIALS)
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("button", name=f"加入 {NAME}").click()
    expect(page.get_by_role("heading", name="用人单位（1 家）")).to_be_visible()
    page.get_by_role("button", name="保存任务").click()
    expect(page.get_by_role("cell", name="翠微专项")).to_be_visible()
    return enterprise, public, short


def public_page(cast: Cast, path: str) -> None:
    """What anybody who scans may see, and nothing else."""
    page = cast.visitor("phone")
    cast.goto(page, path)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("矽尘", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="注意防尘")).to_be_visible()
    expect(page.get_by_text("防尘口罩", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="监督人员登录")).to_be_visible()
    expect(page.get_by_role("link", name="用人单位登录")).to_be_visible()
    text = page.locator("body").inner_text()
    for hidden in (CREDIT, "李四", "0566-2112233", "通港路", "未销号", "问题", "检查记录"):
        assert hidden not in text, hidden


def board_export(cast: Cast, page: Page) -> list[dict[str, object]]:
    """The rows of 全部 as the spreadsheet has them."""
    menu(page, "看板")
    page.get_by_role("link", name=re.compile("^待整改")).first.click()
    everything = page.get_by_role("navigation", name="状态").get_by_role("link", name="全部", exact=True)
    everything.click()
    expect(everything).to_have_attribute("aria-current", re.compile("."))  # the page before has a list too
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 XLSX").click()
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def leaves(cast: Cast, page: Page, enterprise: str) -> None:
    """One finding goes to a colleague, then ends, since the firm has moved."""
    menu(page, "看板")
    page.get_by_role("link", name="改派").locator("visible=true").first.click()
    pick(page.get_by_label("原责任人"), cast.of("inspector1"))
    page.get_by_role("button", name="查看其负责的问题").click()
    page.get_by_role("checkbox", name=re.compile(NAME)).check()
    pick(page.get_by_label("接手人"), cast.of("inspector3"))
    page.get_by_label("原因").fill("调离")
    page.get_by_role("button", name="改派", exact=True).click()
    said(page, "改派")
    cast.goto(page, f"{enterprise}/termination")
    page.get_by_role("checkbox").check()
    page.get_by_label("终止的理由").fill("企业已整体搬迁，厂房已拆除。")
    page.get_by_label("证明").set_input_files(
        {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    page.get_by_role("button", name="终止", exact=True).click()
    said(page, "终止")


def in_spring() -> str:
    return f"{today() + timedelta(days=100)}"
