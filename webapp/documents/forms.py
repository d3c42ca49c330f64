"""What people fill in about documents."""

from __future__ import annotations

from typing import Any

from webapp.documents import kinds
from webapp.documents.numbering import Pattern, problem
from webapp.documents.rules import Method, Role, State
from webapp.documents.writing.content import Content
from webapp.documents.writing.editing import lines
from webapp.web.forms import Area, Check, Choice, Day, Form, Number, Text

ANY = ("", "全部")
LABELS = {
    "facts": ("现场所见", "一行一条。只记亲眼所见的地点、内容、数量和状况，不写判断和处理意见。", 10),
    "basis": ("依据", "一行一条。", 3),
    "measures": ("要求", "一行一条。", 4),
    "paragraphs": ("正文", "一行一段。", 5),
}


class KindForm(Form):
    kind = Choice("文书", required=True, options=kinds.Choices())


class ReasonForm(Form):
    reason = Area("作废理由", required=True, max=500, rows=3, hint="写进编号登记，任何时候都能查到。")


class EditForm(Form):
    """Made for one content by edit_form: the fields that its kind has."""

    revision = Number("版次", required=True, least=1)

    def changes(self) -> dict[str, Any]:
        """What editing.applied wants."""
        found: dict[str, Any] = {"left_out": set(), "articles": {}, "penalties": {}}
        for name, value in self.values.items():
            part, _, number = name.partition("_")
            if part in LABELS and not number:
                found[part] = lines(value)
            elif number and part == "out":
                found["left_out"] |= {int(number)} if value else set()
            elif number and part in ("article", "penalty"):
                found["articles" if part == "article" else "penalties"][int(number)] = value
            elif name in ("rights", "warning"):
                found[name] = value
        return found


def edit_form(content: Content, may_warn: bool = False) -> type[EditForm]:
    """The form of this document's editable parts; a 警告 only where the bureau has turned that on."""
    kind = kinds.of(content["kind"])
    fields: dict[str, Any] = {}
    if kind.chosen:
        for one in content["findings"]:
            fields[f"article_{one['no']}"] = Text("违反的条款", max=300)
            if kind.penalties:
                fields[f"penalty_{one['no']}"] = Text("罚则", max=300)
            fields[f"out_{one['no']}"] = Check("不写进这份文书")
    for name in kind.editable:
        if name in LABELS:
            label, hint, rows = LABELS[name]
            fields[name] = Area(label, max=20_000, hint=hint, rows=rows)
        elif name == "warning":
            if may_warn:
                fields[name] = Check("给予警告")
        else:
            fields[name] = Area("复议和诉讼途径", max=1000, rows=4)
    return type("EditForm", (EditForm,), fields)


def initial(content: Content, revision: int) -> dict[str, Any]:
    """What the form shows before anything was typed."""
    shown: dict[str, Any] = {"revision": revision, "warning": content["warning"], "rights": content["rights"]}
    for name in LABELS:
        shown[name] = "\n".join(content[name])  # type: ignore[literal-required]
    for one in content["findings"]:
        shown |= {f"article_{one['no']}": one["article"], f"penalty_{one['no']}": one["penalty"]}
    return shown


class SureForm(Form):
    signatures = Number("已知失效的签名", least=0)


class IssueForm(Form):
    revision = Number("版次", least=1)
    seal = Check("加盖印章")


class RefusalForm(Form):
    role = Choice(
        "谁拒绝签字",
        required=True,
        options=[(one.value, one.label) for one in Role if one is not Role.INSPECTOR],
    )
    name = Text("姓名", required=True, max=60, autocomplete="off")
    reason = Area(
        "拒绝的理由", required=True, max=500, rows=2, hint="照对方所说写；不说理由的，写“未说明理由”。"
    )
    witness = Text(
        "见证人姓名",
        max=60,
        hint="没有见证人的，拍一张现场照片。",
        autocomplete="off",
        when="没有现场照片的必填",
    )


class SealForm(Form):
    inspectors = Check("有执法证号的监督员也可以加盖（不勾选时只限监管科室）")


class DocumentsForm(Form):
    q = Text("单位或文号", max=80, hint="单位名称、拼音首字母或文书编号")
    kind = Choice("文书", options=kinds.Choices(ANY))
    state = Choice("状态", options=[ANY, *[one for one in State.choices() if one[0] != "discarded"]])
    since = Day("从")
    until = Day("到")
    enterprise = Number("用人单位编号", least=1)
    undelivered = Check("还没有送达")
    cursor = Text("", max=400)

    def check(self) -> None:
        if self.since and self.until and self.since > self.until:
            self.refuse("until", "结束日期早于开始日期。")


class StyleForm(Form):
    kind = Choice("文书", required=True, options=kinds.Choices())
    title = Text("标题", required=True, max=40)
    pattern = Text("编号规则", required=True, max=60)
    category = Text("类别", max=10)
    nature = Text("性质", max=10)
    digits = Number("序号位数", least=1, most=6)
    warning = Check("本机关的责令限期改正通知书可以同时给予警告")
    warning_basis = Text(
        "给予警告的依据",
        max=300,
        hint="写明法律条款和本机关的裁量或委托依据，会印在通知书上。",
        when="勾选上一项的必填",
    )

    def check(self) -> None:
        if self.warning and not self.warning_basis:
            self.refuse("warning_basis", "警告是行政处罚，开启要写明依据。")
        if self.pattern and (said := problem(self.made)):
            self.refuse("pattern", said)

    @property
    def made(self) -> Pattern:
        return Pattern(self.pattern, self.category, self.nature, self.digits or 1)


class ConfirmForm(Form):
    name = Text("签收人姓名", required=True, max=60, autocomplete="name")
    image = Text("", max=1_500_000)


class ConsentForm(Form):
    name = Text("签署人姓名", required=True, max=60, autocomplete="name")
    agree = Check("我有权代表本单位签署，已看过并同意上面的内容", required=True)


class DeliveryForm(Form):
    method = Choice(
        "送达方式", required=True, options=[one for one in Method.choices() if one[0] != "electronic"]
    )
    recipient = Text("签收人", required=True, max=60, hint="留置送达的，写受送达单位。", autocomplete="off")
    on = Day("送达日期", required=True)
    note = Text(
        "说明",
        max=300,
        hint="与受送达人的关系；留置送达写拒收事由和见证人；邮寄写邮件编号。",
        when="留置送达必填",
    )

    def check(self) -> None:
        if self.method == Method.LEFT.value and not self.note:
            self.refuse("note", "留置送达要写明拒收事由，以及见证人或拍照记录。")


class LinkForm(Form):
    days = Choice("有效期", required=True, options=[("1", "1 天"), ("7", "7 天"), ("30", "30 天")])
    note = Text("给谁", max=100, hint="例如：总公司安环部。只供查看记录时辨认。", autocomplete="off")
