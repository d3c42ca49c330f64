"""Forms about hazard factors and sign groups."""

import re
from collections.abc import Sequence

from webapp.enterprises.reference.rules import names_in
from webapp.web.forms import Check, Choices, Form, Text
from webapp.web.shown.signs import signs

JOIN = "多项同时需要用 + 连接，任选其一用 / 连接"


class Boxes(Choices):
    """Any of some options, all shown."""

    kind = "checkbox"

    def typed(self, raw: Sequence[str]) -> list[str]:
        return list(raw)


class FactorSearch(Form):
    q = Text("名称、拼音首字母或 CAS 号", max=60)


class FactorForm(Form):
    """A hazard factor; `sign_groups` are codes of sign groups."""

    code = Text("代码", required=True, max=10, hint="一个大写字母加三位数字，如 C301")
    name = Text("名称", required=True, max=120)
    category = Text("类别", required=True, max=40, hint="如 粉尘、化学因素、物理因素")
    cas = Text("CAS 号", max=20)
    severe = Check("严重职业病危害因素")
    sign_groups = Boxes("要求的警示标识和防护用品")
    base = Text("", max=32)

    def check(self) -> None:
        if self.code and not re.fullmatch(r"[A-Z][0-9]{3,5}", self.code):
            self.refuse("code", "代码是一个大写字母加三位数字，如 C301。")
        if len("+".join(self.sign_groups)) > 80:
            self.refuse("sign_groups", "选得太多，请减少几项。")


class SignGroupForm(Form):
    """What a group of hazards demands."""

    situation = Text("适用情形", required=True, max=120)
    warning_signs = Text("警告和禁止标识", max=200, hint=JOIN)
    mandatory_signs = Text("指令标识", max=200, hint=JOIN)
    ppe = Text("个体防护用品", max=300, hint=f"{JOIN}；括号里写标准号")
    verified = Check("已核对")
    base = Text("", max=32)

    def check(self) -> None:
        for name in ("warning_signs", "mandatory_signs"):
            unknown = [sign for sign in names_in(self.values[name]) if sign not in signs()]
            if unknown:
                listed = "、".join(signs())
                self.refuse(name, f"没有名为“{unknown[0][:20]}”的标识，可用：{listed}。")
