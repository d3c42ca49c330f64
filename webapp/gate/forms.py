"""Forms at the gate."""

from webapp.gate.labels import Sheet
from webapp.web.forms import Choice, Form, Number, Radios, Text


class ShortCodeForm(Form):
    code = Text(
        "短码",
        required=True,
        max=40,
        hint="标签二维码下方的 8 位短码，如 K7QM-4R2P",
        autocomplete="off",
    )


class RevokeForm(Form):
    reason = Text("作废原因", required=True, max=200, hint="如：标签丢失、破损、贴错单位")
    code = Number("", most=2_000_000_000)


class ScanForm(Form):
    text = Text("短码", required=True, max=500, hint="标签二维码下方的 8 位短码", autocomplete="off")


class LabelsForm(Form):
    """Which enterprises, on which paper; a missing paper is the common sheet."""

    q = Text("查找单位", max=100, hint="名称、拼音首字母或信用代码")
    area = Choice("地区")
    bureau = Choice("监管机构")
    sheet = Radios("纸张", options=Sheet.choices())
