"""Forms of the room."""

from webapp.campaigns.words import Kind
from webapp.enterprises.forms import ScopeForm
from webapp.web.forms import Area, Check, Choice, Day, Form, Number, Radios, Text


class CampaignForm(ScopeForm):
    """What a campaign is, and whom its rule selects."""

    title = Text("名称", required=True, max=100, hint="如：2026 年职业卫生执法年")
    kind = Radios("类型", required=True, options=Kind.choices())
    basis = Text("依据", max=200, hint="文号、发文机关和标题", when="上级部署的必填")
    upper = Check("由上级部署")
    focus = Area("重点检查内容", max=2000, rows=4, hint="重点违法行为、重点行业，一行一条")
    checklist = Choice("检查表", required=True)
    goal = Number("目标：完成率（%）", required=True, least=1, most=100)
    report_on = Day("总结报送日")

    def check(self) -> None:
        if self.upper and not self.basis:
            self.refuse("basis", "上级部署的行动请写明文号和标题。")


class PhaseForm(Form):
    """One phase; a row without a title is none."""

    title = Text("阶段", max=40, when="空着就不算一个阶段")
    starts_on = Day("开始", when="填了阶段的必填")
    ends_on = Day("结束", when="填了阶段的必填")
    inspects = Check("可以检查")
    work = Text("任务", max=300)

    def check(self) -> None:
        if not self.title and (self.starts_on or self.ends_on or self.work):
            self.refuse("title", "请填写阶段名称，或把这一行清空。")
        for name, word in (("starts_on", "开始"), ("ends_on", "结束")):
            if self.title and self.values[name] is None and name not in self.problems:
                self.refuse(name, f"请填写“{self.title}”的{word}日期。")


class ApprovalForm(Form):
    """Of a 专项 that nobody above ordered (国办发〔2024〕54号: plan, approval, filing, publication)."""

    approved_by = Text("批准机关", required=True, max=100, hint="县级以上人民政府，或实行垂直管理的上级机关")
    approved_on = Day("批准日期", required=True)
    filed_no = Text("备案号", required=True, max=60)
    public_url = Text("公布网址", required=True, max=300)

    def check(self) -> None:
        if self.public_url and not self.public_url.startswith(("https://", "http://")):
            self.refuse("public_url", "请填写以 http:// 或 https:// 开头的网址。")


class ReasonForm(Form):
    reason = Text("理由", required=True, max=200)


class AdditionForm(Form):
    enterprise = Choice("用人单位", required=True)
    reason = Text("理由", required=True, max=200, hint="如：上级指定、新投产")


class AcceptanceForm(Form):
    """A bureau below takes a campaign on: whom to ask there, and its own days inside of those of the phases that inspect."""

    contact = Text("联系人和电话", required=True, max=100)
    starts_on = Day("本机构开始检查", required=True)
    ends_on = Day("本机构完成检查", required=True)

    def check(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            self.refuse("ends_on", "完成日期早于开始日期，请改正。")


class QuestionForm(Form):
    text = Text("问题", required=True, max=500)


class AnswerForm(Form):
    text = Text("答复", required=True, max=500)
