"""What phones and people send about a visit, checked."""

from __future__ import annotations

from datetime import UTC, datetime

from webapp.checklists.rules import Result
from webapp.clock import CHINA
from webapp.findings.rules import Handling, Recheck
from webapp.inspections.rules import SlotResult, choices
from webapp.inspections.rules.slots import slot_of
from webapp.web.forms import Area, Check, Day, Decimal, Field, Form, Number, Radios, Text

MOST_ID = 2**31 - 1


class DeviceMoment(Field["datetime | None"]):
    """A time of the phone's clock with its offset, ISO 8601. A clock that is wrong is no reason to refuse."""

    def parse(self, text: str) -> datetime:
        try:
            value = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
            if value.tzinfo is not None:
                value.astimezone(UTC)
                value.astimezone(CHINA)
                return value
        except (ValueError, OverflowError):
            pass
        raise ValueError(f"{self.label}应为带时区的 ISO 8601 时间。")


class OpenForm(Form):
    """PUT /inspections/{id}. One of `enterprise`, `qr` and `new_name` (with an address) says where."""

    enterprise = Number("用人单位", least=1, most=MOST_ID)
    qr = Text("二维码", max=200)
    new_name = Text("单位名称", max=200)
    new_address = Text("地址", max=300)
    new_area = Text("所在地", max=12)
    version = Number("检查表", least=1, most=MOST_ID)
    kind = Radios("检查类型", required=True, options=choices)
    second = Number("协办人员", least=1, most=MOST_ID)
    showed_badge = Check("已出示证件")
    told_rights = Check("已告知回避权")
    started_at = DeviceMoment("开始时间", required=True)
    sent_at = DeviceMoment("发送时间")
    latitude = Decimal("纬度", least=-90, most=90)
    longitude = Decimal("经度", least=-180, most=180)
    accuracy = Decimal("定位精度", least=0, most=10_000_000)

    def check(self) -> None:
        if len([one for one in (self.enterprise, self.qr, self.new_name) if one]) != 1:
            self.refuse("enterprise", "请说明被检查的用人单位：单位编号、二维码或新单位的名称，三者之一。")
        if self.new_name and not self.new_address:
            self.refuse("new_address", "请填写新单位的地址。")
        if self.new_name and not self.new_area:
            self.refuse("new_area", "请选择新单位的所在地。")
        if (self.latitude is None) != (self.longitude is None):
            self.refuse("latitude", "经度和纬度要一起填写。")


class AnswerForm(Form):
    """One answer. `base`: the server revision that was in view, 0 for none. An empty result takes it back."""

    result = Radios("结果", options=Result.choices())
    note = Area("说明", max=2000)
    measured = Text("实测值", max=60)
    answered_at = DeviceMoment("作答时间")
    base = Number("版本", most=MOST_ID)

    def check(self) -> None:
        if not self.raw["result"]:
            self.refuse("result", "请选择结果：符合、基本符合、不符合或不适用。")


class FindingForm(Form):
    """A finding as drafted. `item` a code of the checklist, `slot` a slot's key, neither: outside of both.

    Without `due_on` the server computes the date; an empty one means that none is set.
    """

    item = Text("检查项", max=20)
    slot = Text("标识或防护用品", max=80)
    violation = Text("违法行为", max=8)
    fact = Area("事实", max=2000)
    requirement = Area("整改要求", max=2000)
    handling = Radios("处理方式", options=Handling.choices())
    due_on = Day("整改期限")
    on_site = Check("现场已改正")
    on_site_note = Area("改正情况", max=2000)

    def check(self) -> None:
        if self.item and self.slot:
            self.refuse("slot", "一个问题只属于一个检查项或一处标识。")
        if self.slot:
            try:
                slot_of(self.slot)
            except ValueError:
                self.refuse("slot", "没有这样的标识或防护用品。")


class SlotForm(Form):
    """What was seen of a sign or of protective equipment; `reason` says why no photo could be taken."""

    result = Radios("查看结果", required=True, options=SlotResult.choices())
    reason = Text("原因", max=300)
    answered_at = DeviceMoment("查看时间")


class RecheckForm(Form):
    """What a 复查 says of an open finding."""

    result = Radios("复查结果", required=True, options=Recheck.choices())
    note = Area("复查情况", max=2000)
    answered_at = DeviceMoment("复查时间")


class HeaderForm(Form):
    """What concerns the visit as a whole, as it is typed; only the fields that were sent are changed."""

    second = Number("协办人员", least=1, most=MOST_ID)
    showed_badge = Check("已出示证件")
    told_rights = Check("已告知回避权")
    companion = Text("企业陪同人员", max=60)
    companion_post = Text("陪同人员职务", max=60)
    conclusion = Area("检查结论", max=2000)


class HazardForm(Form):
    """One factor that is present after all, or is not; JSON callers send the whole list `factors` instead."""

    add = Text("增加的危害因素", max=10)
    remove = Text("移除的危害因素", max=10)
