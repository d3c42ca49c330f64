"""Forms: finding enterprises, an enterprise's own data."""

from collections.abc import Mapping
from typing import Any

from webapp.enterprises.rules import Registration, Severity, Size, Status
from webapp.enterprises.rules.credit_codes import parse_credit_code
from webapp.enterprises.rules.positions import Position, in_china
from webapp.web.forms import Check, Choice, Choices, Day, Decimal, Form, Number, Options, Radios, Text

ANY = ("", "不限")
NONE = ("", "未填")


class SearchForm(Form):
    """Text and filters of the list; what is unusable counts as not asked for."""

    q = Text("搜索用人单位", max=100, hint="", placeholder="名称、拼音首字母、代码")
    area = Choice("地区")
    bureau = Choice("监管机构")
    industry = Choice("行业")
    hazard = Choice("职业病危害因素")
    status = Choice("状态", options=[ANY, *Status.choices()])
    severity = Choice("危害程度", options=[ANY, *Severity.choices()])
    size = Choice("企业规模", options=[ANY, *Size.choices()])
    open = Check("有未销号的问题")
    sort = Choice(
        "排序", options=[("", "按名称"), ("open", "未销号多的在前"), ("unvisited", "最久没有检查的在前")]
    )


class ScopeForm(Form):
    """Whom a campaign or a draw is about: webapp/enterprises/lists/scope.py."""

    area = Choice("地区")
    industry = Choice("行业")
    hazard = Choice("职业病危害因素")
    severity = Choice("危害程度", options=[ANY, *Severity.choices()])
    size = Choice("企业规模", options=[ANY, *Size.choices()])
    unvisited = Day("自这天起没有检查过", hint="只选从未检查、或上次检查早于这天的单位")


class CodesForm(Form):
    """Activation codes for many: the note stands beside each of them."""

    note = Text("备注", max=100, hint="例如：全县统一发码。只供本机构记录", autocomplete="off")
    again = Check("已有账号或没用过的码的单位，也再发一个")


class EnterpriseForm(Form):
    """What people write about an enterprise."""

    name = Text("单位名称", required=True, max=200)
    credit_code = Text(
        "统一社会信用代码",
        max=30,
        parse=parse_credit_code,
        hint="18 位，见营业执照。",
        when="没有代码的，在下一项写原因",
    )
    no_code_reason = Text(
        "没有代码的原因", max=120, hint="如“个体作坊，未办照”。", when="没有统一社会信用代码的必填"
    )
    workplace = Text("工作场所名称", max=120, hint="同一单位有几个厂区时，用来区分，如“二厂区”。")
    area = Text(
        "所在地",
        required=True,
        max=100,
        hint="填行政区划代码或完整名称，也可以逐级选择，到乡镇（街道）为好。",
    )
    address = Text("地址", max=300)
    latitude = Decimal("纬度", least=-90, most=90, when="与经度一起填，或都不填")
    longitude = Decimal("经度", least=-180, most=180, when="与纬度一起填，或都不填")
    bureau = Choice("监管机构", hint="不选时，由所在地决定。")
    industry = Choice("行业")
    size = Choice("企业规模", options=[NONE, *Size.choices()])
    registration = Choice("注册类型", options=[NONE, *Registration.choices()])
    legal_person = Text("法定代表人", max=60)
    contact = Text("联系人", max=60)
    phone = Text("联系电话", max=40, inputmode="tel")
    workers = Number("劳动者人数", inputmode="numeric")
    exposed_workers = Number("接触危害人数", inputmode="numeric")
    status = Radios("状态", options=Status.choices(), required=True)
    hazards = Choices("职业病危害因素")
    revision = Number("版本", least=0, most=2**31 - 1)

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        self.exposed: dict[str, int | None] = {}
        self.typed_exposed: dict[str, str] = {}
        self.sent_data = data or {}
        super().__init__(data, **more)

    def check(self) -> None:
        if not self.credit_code and not self.no_code_reason and "credit_code" not in self.problems:
            self.refuse("credit_code", "请填写统一社会信用代码；没有代码的，请在下面说明原因。")
        if self.credit_code and self.no_code_reason:
            self.refuse("no_code_reason", "已填写代码，请把没有代码的原因清空。")
        if (
            self.workers is not None
            and self.exposed_workers is not None
            and self.exposed_workers > self.workers
        ):
            self.refuse("exposed_workers", "接触危害人数不能多于劳动者人数。")
        if (self.latitude is None) != (self.longitude is None) and not self.problems.keys() & {
            "latitude",
            "longitude",
        }:
            self.refuse("latitude" if self.latitude is None else "longitude", "纬度和经度要一起填写。")
        placed = self.latitude is not None and self.longitude is not None
        if placed and not in_china(Position(self.latitude or 0.0, self.longitude or 0.0)):
            self.refuse("latitude", "这个位置不在我国境内，请检查纬度和经度是否填反。")
        self._read_exposed()

    def _read_exposed(self) -> None:
        number = Number("接触人数", most=1_000_000)
        for code in self.hazards:
            raw = _last(self.sent_data.get(f"exposed_{code}"))
            self.typed_exposed[code] = raw
            try:
                self.exposed[code] = number.read([raw], ())
            except ValueError as error:
                self.refuse("hazards", f"{error}（{code}）")

    def columns(self) -> dict[str, Any]:
        """The values as create_enterprise and edit_enterprise take them; `area` is still what was typed."""
        found = {name: value for name, value in self.values.items() if name != "revision"}
        found["bureau"] = int(self.bureau) if self.bureau else None
        return found | {"exposed": self.exposed}


class ContactForm(Form):
    """What people of an enterprise keep right themselves."""

    contact = Text("联系人", required=True, max=60, autocomplete="name")
    phone = Text("联系电话", required=True, max=40, inputmode="tel", autocomplete="tel")


def _last(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = value[-1] if value else ""
    return str(value) if isinstance(value, str | int) else ""


def industry_options(table: Mapping[str, Mapping[str, Any]], *, sections: bool = False) -> Options:
    """Divisions with the groups that are known below them; with sections too for a filter."""
    below: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.values():
        below.setdefault(row["parent"], []).append(row)
    found: list[tuple[str, str]] = []
    for section in below.get("", []):
        if sections:
            found.append((section["code"], f"{section['code']} {section['name']}"))
        for division in below.get(section["code"], []):
            found.append((division["code"], f"{division['code']} {division['name']}"))
            if not sections:
                groups = below.get(division["code"], [])
                found += [(row["code"], f"\u3000{row['code']} {row['name']}") for row in groups]
    return found
