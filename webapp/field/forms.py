"""The form of a day list; the enterprises travel beside it, in their order."""

from webapp.inspections.rules import Kind
from webapp.web.forms import Choice, Day, Form, Radios, Text


class DayListForm(Form):
    on = Day("日期", required=True)
    kind = Radios("检查类型", required=True, options=Kind.choices())
    lead = Choice("主办人员", required=True)
    second = Choice("协办人员", hint="两名持证监督员；巡查可以不选")
    title = Text("备注", max=100, hint="如：粉尘专项第一批")
