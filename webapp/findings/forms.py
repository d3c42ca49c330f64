"""Forms of findings: what an enterprise reports, what the bureau decides."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from webapp.findings.rules import ReportKind
from webapp.findings.verbs.reporting import Said
from webapp.web.forms import Area, Choice, Day, Form, Number, Text
from webapp.web.forms.fields import Options

FILES = "检测报告、采购凭证等；不超过 15 MB，PDF 或照片"


class Files(Text):
    """Files that travel beside the fields; the pages take them from the body."""

    kind = "file"

    def read(self, raw: Sequence[str], options: Options) -> str:
        """Nothing: whether there are files, where they are demanded, is for the verb that keeps them to say."""
        return ""


class DoneForm(Form):
    text = Area("整改情况", required=True, hint="写明做了什么、在哪里、什么时候完成。", rows=4)
    files = Files("文件", hint=FILES, multiple=True)


class ProgressForm(Form):
    percent = Number("完成百分比", required=True, most=100, hint="0 到 100", inputmode="numeric")
    text = Area("进展情况", required=True, rows=4)
    files = Files("文件", hint=FILES, multiple=True)


class ExtensionForm(Form):
    wanted_due = Day("希望延期到", required=True, hint="应晚于现在的整改期限")
    text = Area("延期理由", required=True, hint="为什么不能按期完成，已经做了什么。", rows=4)
    files = Files("文件", hint=FILES, multiple=True)


class ObjectionForm(Form):
    text = Area("异议理由", required=True, hint="写明哪里与事实不符，可以附照片或文件。", rows=4)
    files = Files("文件", hint=FILES, multiple=True)


class WithdrawalForm(Form):
    text = Area("撤回的理由", required=True, max=500, hint="例如：照片传错了；报错了问题。", rows=3)


REPORTS: dict[ReportKind, type[Form]] = {
    ReportKind.DONE: DoneForm,
    ReportKind.PROGRESS: ProgressForm,
    ReportKind.EXTENSION: ExtensionForm,
    ReportKind.OBJECTION: ObjectionForm,
}


def said(kind: ReportKind, form: Form) -> Said:
    """What a valid form of this kind says."""
    values = form.values
    return Said(kind, values["text"], values.get("percent"), values.get("wanted_due"))


def _report(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("页面已经过时，请刷新后再办理。") from None


class DecisionForm(Form):
    """`report` is the report that the page showed; only that one is answered."""

    report = Text("", max=36, parse=_report)

    @property
    def seen(self) -> UUID | None:
        return UUID(self.report) if self.report else None


class ClosureForm(DecisionForm):
    text = Area("复核意见", max=1000, rows=2)


class ReturnForm(DecisionForm):
    text = Area("退回理由", required=True, max=1000, hint="还差什么，企业照着做。", rows=3)
    new_due = Day("新的整改期限", hint="不填则期限不变")


class GrantForm(DecisionForm):
    new_due = Day("同意延期到", required=True)
    text = Area("说明", max=1000, rows=2)


class ExtensionRefusalForm(DecisionForm):
    text = Area("不同意延期的理由", required=True, max=1000, rows=2)


class UpholdForm(DecisionForm):
    text = Area("异议成立的理由", required=True, max=1000, rows=2)


class ObjectionRefusalForm(DecisionForm):
    text = Area("异议不成立的理由", required=True, max=1000, rows=2)


class TerminationForm(DecisionForm):
    text = Area("终止的理由", required=True, max=1000, hint="企业已关闭或者搬迁。", rows=2)
    files = Files("证明", required=True, hint="照片或 PDF，不超过 15 MB", multiple=True)


class ReassignmentForm(Form):
    assignee = Choice("接手人", required=True)
    text = Area("改派说明", max=500, rows=2)


class ListForm(Form):
    """The query of the list."""

    filter = Text("", max=20)
    q = Text("搜索", max=60)
    mine = Text("", max=1)
    enterprise = Number("", most=2**31 - 1)
    cursor = Text("", max=200)
    ended = Text("", max=1)
