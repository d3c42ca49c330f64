"""Forms of the board."""

from __future__ import annotations

import re

from webapp.board.scope import NAMES, Scope, Stage
from webapp.findings.forms import Files
from webapp.web.forms import Area, Choice, Choices, Form, Text


def _digits(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Z]{1,12}", text):
        raise ValueError("筛选条件不对，请重新选择。")
    return text


class ScopeForm(Form):
    """The filters; area and industry are followed from the tables, not chosen here."""

    bureau = Choice("监管机构")
    violation = Choice("违法行为")
    inspector = Choice("责任人")
    period = Choice("发现时间")
    area = Text("地区", max=12, parse=_digits)
    industry = Text("行业", max=8, parse=_digits)

    @property
    def scope(self) -> Scope:
        return Scope(**{name: self.values[name] or "" for name in NAMES})


class FindingsForm(ScopeForm):
    """The same with the stage, for the list and the export."""

    stage = Choice("状态", options=[("", ""), *Stage.choices()])
    cursor = Text("", max=200)

    @property
    def chosen(self) -> Stage:
        return Stage(self.values["stage"] or Stage.OPEN.value)


class Several(Choices):
    """Any of a list, each with a box to tick."""

    kind = "checkbox"


class FromForm(Form):
    person = Choice("原责任人", required=True)


class ReassignmentForm(Form):
    person = Choice("原责任人", required=True)
    findings = Several("改派的问题", required=True)
    assignee = Choice("接手人", required=True)
    text = Area("原因", required=True, max=500, rows=2, hint="例如：调离、退休、休假。会记入每个问题的经过。")

    def check(self) -> None:
        if self.values["person"] and self.values["person"] == self.values["assignee"]:
            self.refuse("assignee", "接手人与原责任人相同。")


class TerminationForm(Form):
    findings = Several("终止的问题", required=True)
    text = Area("终止的理由", required=True, max=1000, rows=3, hint="写明企业何时关闭或者搬迁，依据是什么。")
    files = Files("证明", required=True, hint="照片或 PDF，每个不超过 15 MB，最多 9 个", multiple=True)
