"""The form of a day list; the enterprises travel beside it, in their order."""

from webapp.inspections.rules import choices, kind_of
from webapp.web.forms import Choice, Day, Form, Radios, Text


class DayListForm(Form):
    on = Day("日期", required=True)
    kind = Radios("检查类型", required=True, options=choices)
    lead = Choice("主办人员", required=True)
    second = Choice("协办人员", hint="另一名持证监督员", when="巡查以外必选")
    title = Text("备注", max=100, hint="如：粉尘专项第一批")

    def check(self) -> None:
        if self.kind and kind_of(self.kind).second_badge and not self.second:
            self.refuse("second", "请选择协办人员，检查应有两名持证监督员。")
