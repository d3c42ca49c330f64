"""Forms about checklists."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from webapp.checklists.items import HEADINGS, LIMITS, MAX_DAYS
from webapp.checklists.rows import METHODS, mark_of
from webapp.checklists.rules import Result
from webapp.checklists.rules.conditions import as_kept
from webapp.checklists.rules.modes import mode_options
from webapp.checklists.rules.scoring import ScoringRule
from webapp.subjects import Purpose, offered
from webapp.web.forms import Area, Check, Choice, Day, Field, Form, Number, Radios, Text

CONFLICT = 409
METHOD_HINT = "、".join(f"{letter} {words}" for letter, words in METHODS.items()) + "；多个用空格隔开"


class File(Field[str]):
    """The control for a file; the handler reads the file itself."""

    kind = "file"

    def empty(self) -> str:
        return ""

    def typed(self, raw: Any) -> str:
        return ""

    def read(self, raw: Any, options: Any) -> str:
        return ""


def base_of(form: Form, values: Mapping[str, object], status: int) -> str:
    """The mark for a form: of what it showed first, or of what is stored now once a conflict has been shown."""
    return str(form["base"].value) if form.sent and status != CONFLICT else mark_of(values)


class FileForm(Form):
    """Where the items of a file go."""

    checklist = Choice("放入", hint="选已有的检查表，就成为它的新版本（草稿）")
    title = Text("检查表名称", max=120, when="新的检查表必填")
    note = Area("用途", max=500, hint="在什么检查里使用")
    subject = Choice("适用单位", options=offered, when="新的检查表必选")
    purpose = Choice("用于", options=Purpose.choices(), when="新的检查表必选")
    source = Text("来源", max=300, hint="文件名称、文号，或“参考稿（待核对）”")
    file = File("文件", required=True, hint="XLSX 或 CSV，列与模板一致，不超过 2 MB、500 条")

    def check(self) -> None:
        if not self.checklist and not self.title and "title" not in self.problems:
            self.refuse("title", "请填写检查表名称，或选择已有的检查表。")


class StoreForm(FileForm):
    """The same with the rows that were shown."""

    rows = Text("检查项", max=1_500_000)


class TitleForm(Form):
    title = Text("名称", required=True, max=120)
    note = Area("用途", max=500)
    subject = Choice("适用单位", required=True, options=offered)
    purpose = Radios(
        "用于", required=True, options=Purpose.choices(), hint="检查：监督人员到现场填写；自查：单位自己填写"
    )
    base = Text("", max=32)


class DetailsForm(Form):
    source = Text("来源", max=300)
    effective_on = Day("生效日期", hint="为空则发布后立即使用")
    verified = Check("已核对", hint="已与正式文件逐条核对；未核对的版本标“参考稿（待核对）”")
    base = Text("", max=32)


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text):
        raise ValueError("请填不超过四位小数的数字，如 0.5。")
    return Decimal(text)


class ScoringForm(Form):
    """A ScoringRule; an answer whose value is left blank is not counted."""

    met = Text("符合的分值", required=True, max=10, inputmode="decimal")
    mostly = Text("基本符合的分值", max=10, inputmode="decimal", hint="为空则不计入")
    unmet = Text("不符合的分值", required=True, max=10, inputmode="decimal")
    na = Text("不适用的分值", max=10, inputmode="decimal", hint="为空则不计入（从分母剔除）")
    pass_at = Text("达标线", required=True, max=10, inputmode="decimal", hint="得分率，百分数")
    nearly_at = Text("基本达标线", required=True, max=10, inputmode="decimal", hint="得分率，百分数")
    places = Number("得分小数位数", required=True, least=0, most=4)
    veto = Check("关键项一票否决")
    veto_spares_mostly = Check("关键项基本符合不算否决")
    base = Text("", max=32)

    NUMBERS = ("met", "mostly", "unmet", "na", "pass_at", "nearly_at")
    rule: ScoringRule | None = None

    @staticmethod
    def of(rule: ScoringRule, base: str) -> "ScoringForm":
        """The form filled with a rule."""
        values = {result.value: rule.values.get(result) for result in Result}
        initial = {name: "" if value is None else str(value) for name, value in values.items()}
        rest = {
            "pass_at": str(rule.pass_at),
            "nearly_at": str(rule.nearly_at),
            "places": rule.places,
            "veto": rule.veto,
            "veto_spares_mostly": rule.veto_spares_mostly,
            "base": base,
        }
        return ScoringForm(initial=initial | rest)

    def check(self) -> None:
        numbers: dict[str, Decimal | None] = {}
        for name in self.NUMBERS:
            text = self.values[name]
            try:
                numbers[name] = _number(text) if text else None
            except ValueError as error:
                self.refuse(name, str(error))
        if self.problems:
            return
        try:
            self.rule = ScoringRule(
                {result: numbers[result.value] for result in Result},
                numbers["pass_at"] or Decimal(0),
                numbers["nearly_at"] or Decimal(0),
                self.veto,
                self.veto_spares_mostly,
                self.places or 0,
            )
        except ValueError as error:
            self.refuse("", str(error))


class ItemForm(Form):
    """All columns of an item; what fits is decided by items.check_items in the verb."""

    code = Text(HEADINGS["code"], required=True, max=LIMITS["code"], hint="如 5.10；同一版本内不重复")
    category = Text(HEADINGS["category"], required=True, max=LIMITS["category"])
    content = Area(HEADINGS["content"], required=True)
    key_item = Check(HEADINGS["key_item"])
    photo_required = Check(HEADINGS["photo_required"])
    method = Text(HEADINGS["method"], max=LIMITS["method"], hint=METHOD_HINT)
    duty_basis = Text(HEADINGS["duty_basis"], required=True, max=LIMITS["duty_basis"])
    violation = Choice("违法行为")
    penalty_article = Text(HEADINGS["penalty_article"], max=LIMITS["penalty_article"])
    mode = Choice(HEADINGS["mode"], options=mode_options())
    standard_fact = Area(HEADINGS["standard_fact"], required=True, hint="＿＿＿ 是现场填写的空")
    standard_requirement = Area(HEADINGS["standard_requirement"], required=True)
    days = Number(HEADINGS["days"], required=True, least=0, most=MAX_DAYS)
    day_kind = Choice(
        HEADINGS["day_kind"], required=True, options=(("calendar", "自然日"), ("working", "工作日"))
    )
    applies_when = Text(
        HEADINGS["applies_when"],
        max=2 * LIMITS["applies_when"],
        hint="为空则总是适用；例如：严重危害 或者 劳动者人数多于 100。还可用：有建设项目、使用有毒物品、可能急性中毒、有放射危害，“并且”“不是”和括号",
    )
    weight = Text(HEADINGS["weight"], max=10, inputmode="decimal", hint="默认 1")
    base = Text("", max=32)

    def row(self) -> dict[str, str]:
        """The item as a row of texts."""
        found = {column: self.values[column] for column in HEADINGS}
        flags = {column: "1" if found[column] else "0" for column in ("key_item", "photo_required")}
        kept = {"applies_when": as_kept(self.applies_when)}
        return {column: str(value) for column, value in (found | flags | kept).items()}


class CompareForm(Form):
    old = Number("旧版本", most=2**31 - 1)
    new = Number("新版本", most=2**31 - 1)


class MoveForm(Form):
    direction = Choice("方向", required=True, options=(("up", "上移"), ("down", "下移")))


class ViolationForm(Form):
    code = Text("代码", required=True, max=8, hint="如 V41")
    text = Text("违法行为", required=True, max=300)
    duty_article = Text("义务条款", max=60)
    penalty_article = Text("罚则条款", max=60)
    mode = Choice("处罚模式", options=mode_options())
    fine = Text("罚款", max=120)
    aggravated = Text("情节严重", max=200)
    base = Text("", max=32)

    def check(self) -> None:
        if self.code and not re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", self.code):
            self.refuse("code", "代码是一个大写字母加数字，如 V41。")
