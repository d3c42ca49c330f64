"""What people fill in to close a visit, and afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from webapp.errors import Invalid
from webapp.inspections.rules import NoAccess
from webapp.web.forms import Area, BoundField, Check, Choice, Day, Decimal, Form, Moment, Number, Radios, Text

MOST_PHOTOS = 2000


class ReviewForm(Form):
    companion = Text("企业陪同人员", max=60, autocomplete="off")
    companion_post = Text("陪同人员职务", max=60)
    conclusion = Area("检查结论", max=2000, rows=6)
    proposed = Area("建议的检查结论", max=4000)
    showed_badge = Check("已出示证件")
    told_rights = Check("已告知回避权")
    ended_at = Moment("结束时间", max=40)
    no_access = Radios("无法检查的原因", options=NoAccess.choices())
    answers = Number("答案数", most=100_000)

    def closing(self) -> dict[str, Any]:
        """What was sent, by the names of the visit's columns; a box that is not ticked takes nothing back."""
        sent = {
            name: self.values[name]
            for name in ("companion", "companion_post", "conclusion")
            if self.raw[name]
        }
        if self.derived:
            sent["conclusion"] = ""
        sent |= {name: True for name in ("showed_badge", "told_rights") if self.values[name]}
        return sent | ({"ended_at": self.ended_at} if self.ended_at else {})

    @property
    def derived(self) -> bool:
        """Whether the conclusion is still the proposal of the page: then it follows the record until submission."""
        return bool(self.proposed) and self.conclusion == self.proposed

    @property
    def closed_gate(self) -> NoAccess | None:
        """Why nothing could be inspected; None for an inspection. It comes true with the submission, never before."""
        return NoAccess(self.no_access) if self.no_access else None

    def shown(self, demanded: bool) -> dict[str, BoundField]:
        """The fields as the page shows them: what submission demands is marked so, though a draft may lack it."""
        return {
            name: replace(self[name], required=demanded and name != "companion_post")
            for name in ("companion", "companion_post", "conclusion", "showed_badge", "told_rights")
        }


class SupplementForm(Form):
    text = Area("补正内容", required=True, max=2000, hint="写明原记录哪里有误、应为怎样；原记录不改动。")
    reason = Area("补正理由", required=True, max=500, rows=2)


class VoidForm(Form):
    reason = Area("作废理由", required=True, max=500)


class DiscardForm(Form):
    reason = Area("放弃理由", required=True, max=500)


class NoAccessForm(Form):
    id = Text("检查编号", required=True, max=36)
    reason = Radios("无法检查的原因", required=True, options=NoAccess.choices())
    conclusion = Area("说明", max=500, rows=3, hint="例如：大门上锁，邻厂称已停产两个月。")
    started_at = Moment("到场时间", max=40)
    latitude = Decimal("纬度", least=-90, most=90)
    longitude = Decimal("经度", least=-180, most=180)
    accuracy = Decimal("定位精度", least=0, most=1e7)


class Search(Text):
    kind = "search"


class VisitsForm(Form):
    q = Search("单位名称、拼音首字母或信用代码", max=60)
    state = Choice("状态")
    kind = Choice("检查类型")
    outcome = Choice("结果")
    inspector = Choice("检查人员")
    since = Day("开始日期")
    until = Day("结束日期")
    patrols = Check("待处理的巡查")
    cursor = Text("翻页", max=300)


def manifest_photos(data: Mapping[str, Any]) -> dict[UUID, str] | None:
    """The photos of a manifest, `[{"id": …, "sha256": …}]`; None when it names none. Invalid in words."""
    given = data.get("photos")
    if given is None or not isinstance(given, list):
        return None
    found: dict[UUID, str] = {}
    for one in given[: MOST_PHOTOS + 1]:
        try:
            found[UUID(str(one["id"]))] = str(one["sha256"]).lower()
        except (KeyError, TypeError, ValueError):
            raise Invalid("照片清单有误：每张照片要有编号（id）和校验值（sha256）。") from None
    if len(found) > MOST_PHOTOS:
        raise Invalid(f"照片清单太长，最多 {MOST_PHOTOS} 张。")
    return found
