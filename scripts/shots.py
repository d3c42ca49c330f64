"""The pages of the story that `python -m scripts.screens` takes pictures of, and the ways to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

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


def prepared(page: Page) -> None:
    """The day list, taken along for where there is no signal."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="准备离线").click()
    page.get_by_text("没有信号也能打开").wait_for(timeout=60_000)


def unsent(page: Page) -> None:
    """A visit that waits for the network."""
    form(page)
    page.context.set_offline(True)
    page.get_by_role("article", name="第 5.6 项", exact=True).get_by_role(
        "radio", name="符合", exact=True
    ).check()
    page.get_by_text("已存手机").first.wait_for()
    page.goto(re.sub(r"/inspections.*", "/field/sync", page.url))
    page.get_by_text("现在没有网络").wait_for()


def signing(page: Page) -> None:
    submitted("/documents")(page)
    page.get_by_role("main").get_by_role("button", name=re.compile("^生成")).first.click()
    page.get_by_role("link", name="签名").click()
    page.get_by_role("button", name="保存签名").first.wait_for()


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
    Shot("visit-documents", "一次检查的文书：建议哪些，已有哪些", "inspector1", "/inspections?state=submitted&kind=routine", submitted("/documents"), True),
    Shot("sign", "在屏幕上签名", "inspector1", "/inspections?state=submitted&kind=routine", signing, True),
    Shot("documents", "文书", "inspector1", "/documents"),
    Shot("document", "一份已签发的文书", "inspector1", "/documents?state=issued", link("责令|意见书"), True),
    Shot("prepared", "准备离线", "inspector1", "/tasks", prepared, True),
    Shot("sync", "同步中心：没有网络时", "inspector1", "/tasks", unsent, True),
    Shot("field-import", "导入未上传的内容", "inspector1", "/field/import"),
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
    Shot("owner-documents", "用人单位的文书", "owner1", "/documents", whole=True),
    Shot("board", "监管科室的看板", "supervisor", "/board"),
    Shot("board-whole", "看板的全部表格", "supervisor", "/board", whole=True),
    Shot("board-findings", "看板数字背后的问题，可导出", "supervisor", "/board/findings?stage=overdue"),
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
    Shot("registers", "文书编号登记", "supervisor", "/documents/registers"),
    Shot("templates", "文书模板", "admin", "/documents/templates", whole=True),
    Shot("system", "系统", "admin", "/system", whole=True),
    Shot("audit", "审计", "admin", "/audit"),
]  # fmt: skip
