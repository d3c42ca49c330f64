"""一户一档: the life of an enterprise in words, newest first."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.accounts.tables import Bureau
from webapp.areas import queries as areas
from webapp.audit.tables import Event
from webapp.db.paging import Page, cut, decode
from webapp.enterprises.queries import industry_names
from webapp.enterprises.tables import HazardFactor
from webapp.enterprises.values import LABELS
from webapp.enterprises.wording import shown_value

SIZE = 20
# action: what happened, kind of the mark, icon. Visits, findings and reports are recorded by the rooms below.
WORDS: dict[str, tuple[str, str, str]] = {
    "enterprise.created": ("建档", "grey", "building"),
    "enterprise.edited": ("资料有变更", "grey", "edit"),
    "enterprise.contact_changed": ("单位修改联系方式", "grey", "edit"),
    "enterprise.imported": ("导入", "grey", "upload"),
    "qr_code.issued": ("发放二维码", "grey", "qr"),
    "qr_code.revoked": ("二维码作废", "grey", "qr"),
    "qr_code.reissued": ("换发二维码", "grey", "qr"),
    "activation.issued": ("发放激活码", "grey", "key"),
    "activation.used": ("单位人员激活账号", "grey", "user"),
    "activation.revoked": ("激活码作废", "grey", "key"),
    "membership.added": ("人员加入单位", "grey", "user"),
    "membership.ended": ("人员移出单位", "grey", "user"),
    "day_list.created": ("列入任务", "grey", "calendar"),
    "inspection.opened": ("开始检查", "blue", "list"),
    "inspection.submitted": ("检查已提交", "blue", "check-circle"),
    "inspection.not_possible": ("无法检查", "amber", "lock"),
    "inspection.handed_over": ("检查结果交给企业", "blue", "share"),
    "inspection.voided": ("检查记录作废", "grey", "x"),
    "inspection.copied": ("检查记录作废并复制", "grey", "copy"),
    "inspection.supplemented": ("补正检查记录", "grey", "edit"),
    "inspection.discarded": ("放弃检查草稿", "grey", "trash"),
    "finding.opened": ("发现问题", "grey", "flag"),
    "finding.reported": ("单位报告已整改", "blue", "send"),
    "finding.progressed": ("单位报告整改进展", "blue", "send"),
    "finding.withdrawn": ("单位撤回报告", "amber", "undo"),
    "finding.returned": ("退回整改", "amber", "undo"),
    "finding.rechecked": ("复查", "blue", "refresh"),
    "finding.closed": ("问题销号", "green", "check-circle"),
    "finding.extension_asked": ("单位申请延期", "blue", "calendar"),
    "finding.extended": ("同意延期", "blue", "calendar"),
    "finding.extension_refused": ("不同意延期", "amber", "calendar"),
    "finding.objected": ("单位提出异议", "amber", "alert"),
    "finding.objection_upheld": ("异议成立", "grey", "check"),
    "finding.objection_refused": ("异议不成立", "grey", "x"),
    "finding.terminated": ("问题终止", "grey", "minus"),
    "finding.voided": ("问题作废", "grey", "x"),
    "finding.reopened": ("复查作废，问题恢复为未销号", "amber", "undo"),
    "finding.reassigned": ("问题转交", "grey", "users"),
    "document.issued": ("签发文书", "blue", "file"),
    "document.voided": ("文书作废", "grey", "x"),
    "document.sign_refused": ("拒绝在文书上签名", "amber", "alert"),
    "document.delivered": ("文书已送达", "green", "check-circle"),
    "consent.given": ("同意电子送达", "blue", "check"),
    "consent.ended": ("撤回电子送达同意", "grey", "x"),
}
THINGS = {
    "finding": "问题",
    "inspection": "检查",
    "report": "整改报告",
    "document": "文书",
    "enterprise": "单位资料",
    "qr_code": "二维码",
}
PLACES = {"finding": "/findings/{}", "inspection": "/inspections/{}", "document": "/documents/{}"}
# Steps inside a draft: the visit itself tells of them.
QUIET = [
    "inspection.answered",
    "inspection.edited",
    "inspection.finding_added",
    "inspection.finding_edited",
    "inspection.finding_rechecked",
    "inspection.finding_withdrawn",
    "inspection.hazards_set",
    "inspection.slot_seen",
    "photo.kept",
    "photo.withdrawn",
    "document.drafted",
    "document.edited",
    "document.refreshed",
    "document.discarded",
    "document.signed",
    "document.sealed",
    "document.link_made",
    "document.link_revoked",
    "document.link_opened",
]
Names = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Entry:
    """One event as people read it."""

    at: datetime
    who: str
    title: str
    kind: str
    icon: str
    lines: list[str]
    href: str = ""


async def timeline(enterprise: int, cursor: str | None = None, size: int = SIZE) -> Page[Entry]:
    """What happened to an enterprise that the caller may see, newest first, `size` at a time."""
    query = Event.select().where(Event.enterprise == enterprise).order_by(Event.id, ascending=False)
    key = decode(cursor, 1)
    if key and isinstance(key[0], int):
        query = query.where(Event.id < key[0])
    page = cut(await query.where(Event.action.not_in(QUIET)).limit(size + 1), "id", size=size)
    names = await _names(page.rows)
    return Page([entry(row, names) for row in page.rows], page.cursor)


async def _names(rows: list[dict[str, Any]]) -> Names:
    """The names of areas, bureaus, industries and factors that these changes speak of."""
    values: dict[str, set[str]] = {"area": set(), "bureau": set(), "industry": set(), "hazards": set()}
    for row in rows:
        if row["thing"] == "enterprise" and row["before"]:
            for side in (_dict(row["before"]), _dict(row["after"])):
                for key, found in values.items():
                    value = side.get(key)
                    found |= {
                        str(item) for item in (value if isinstance(value, dict | list) else [value]) if item
                    }
    names: Names = {
        "area": await areas.names(values["area"]),
        "industry": await industry_names(values["industry"]),
    }
    bureaus = [int(value) for value in values["bureau"] if value.isdigit()]
    if bureaus:
        found_bureaus = await Bureau.select(Bureau.id, Bureau.name).where(Bureau.id.is_in(bureaus))
        names["bureau"] = {str(row["id"]): row["name"] for row in found_bureaus}
    if values["hazards"]:
        found_factors = await HazardFactor.select(HazardFactor.code, HazardFactor.name).where(
            HazardFactor.code.is_in(sorted(values["hazards"])[:500])
        )
        names["hazards"] = {row["code"]: row["name"] for row in found_factors}
    return names


def entry(row: dict[str, Any], names: Names) -> Entry:
    """An event in words."""
    title, kind, icon = WORDS.get(row["action"], ("", "grey", "circle"))
    before, after = _dict(row["before"]), _dict(row["after"])
    place = PLACES.get(row["thing"], "")
    return Entry(
        at=row["at"],
        who=row["name"],
        title=title or f"{THINGS.get(row['thing'], '记录')}有变动",
        kind=kind,
        icon=icon,
        lines=_changes(before, after, names) if row["thing"] == "enterprise" else _notes(after),
        href=place.format(row["thing_id"]),
    )


def _dict(text: str | None) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}


def _changes(before: dict[str, Any], after: dict[str, Any], names: Names) -> list[str]:
    if not before:
        return []
    return [
        f"{LABELS[key]}：{shown_value(key, before.get(key), names.get(key))} → "
        f"{shown_value(key, after[key], names.get(key))}"
        for key in after
        if key in LABELS
    ][:20]


def _notes(after: dict[str, Any]) -> list[str]:
    return [str(after[key])[:200] for key in ("title", "fact", "text", "reason", "note") if after.get(key)][
        :2
    ]
