"""Forms of the room."""

from webapp.draws.words import By, Mode, Relation, Source, closings
from webapp.enterprises.forms import ScopeForm
from webapp.web.forms import Check, Choice, Day, Form, Number, Radios, Text


class DrawForm(ScopeForm):
    """A new draw: whom its rule selects, and how it will be drawn."""

    title = Text("名称", required=True, max=100, hint="如：2026 年职业卫生双随机抽查")
    basis = Text("依据", max=200, hint="计划或通知的文号、标题")
    cap = Number("本年检查次数上限", least=0, most=20, hint="日常和专项检查已到这个次数的不入库；填 0 为不限")
    by = Radios("分层", required=True, options=By.choices())
    group = Number("每组人数", required=True, least=2, most=6)
    specialist = Check("每组至少 1 名职业卫生专业的人员")
    kind = Radios("公开随机数", required=True, options=Source.choices())
    source = Text("彩票名称和期次", max=60, hint="如：双色球2026061期，应在承诺以后开奖", when="用彩票时必填")
    names_on = Day("名单公布日", hint="突击检查可推迟公布单位名称和人员证号；哈希随时公布")

    def check(self) -> None:
        if self.kind == Source.LOTTERY and not self.source:
            self.refuse("source", "请填写彩票名称和期次，写法事先定好，抽取时不能再改。")


class QuotaForm(Form):
    """How many of one stratum."""

    mode = Choice("名额方式", required=True, options=Mode.choices())
    value = Number("数值", least=1, most=100_000, when="全覆盖不填")

    def check(self) -> None:
        if self.mode in (Mode.PERCENT, Mode.NUMBER) and self.value is None and "value" not in self.problems:
            self.refuse("value", "请填写比例或户数。")
        if self.mode == Mode.PERCENT and (self.value or 0) > 100:
            self.refuse("value", "比例应在 1 至 100 之间。")


class WitnessForm(Form):
    name = Text("姓名", required=True, max=60)
    post = Text("单位和职务", required=True, max=60)
    text = Text("随意输入一行文字或数字", required=True, max=200)


class NumberForm(Form):
    number = Text("开奖号码", required=True, max=80, hint="按开奖公告的次序，如 01,05,09,17,24,30+08")


class ReasonForm(Form):
    reason = Text("理由", required=True, max=300)


class ClosingForm(Form):
    why = Choice("无法检查的原因", required=True, options=[("", "请选择"), *closings().items()])
    note = Text("说明", max=100)
    again = Check("从同一层补抽下一户")


class RecusalForm(Form):
    person = Choice("人员", required=True)
    enterprise = Choice("用人单位", required=True)
    kind = Radios("关系", required=True, options=Relation.choices())
    since = Day("自何日起", required=True)
    note = Text("说明", max=200)


class StandingForm(Form):
    badge_until = Day("执法证有效期至")
    away_until = Day("请假至")
    specialist = Check("职业卫生专业")
