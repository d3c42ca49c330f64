"""What keeps a visit from being submitted: one sentence each, with the place to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from webapp.checklists.rules import Result, has_blanks
from webapp.clock import local
from webapp.findings.rules import Recheck
from webapp.inspections.rules import Outcome, SlotResult
from webapp.inspections.rules.snapshot import FindingDraft, ItemState, RecheckState, SlotState, Visit
from webapp.labels import Labelled


class Gap(Labelled):
    """What sort of thing is missing; the page links to the place by this and ``where``."""

    ANSWER = "answer", "未答"
    CONFLICT = "conflict", "两人答案不同"
    NOTE = "note", "缺说明"
    FINDING = "finding", "缺问题"
    FACT = "fact", "缺事实"
    REQUIREMENT = "requirement", "缺要求"
    DUE = "due", "缺期限"
    PHOTO = "photo", "缺照片"
    SLOT = "slot", "标识与防护用品"
    RECHECK = "recheck", "缺复查结果"
    VISIT = "visit", "检查信息"


@dataclass(frozen=True)
class Missing:
    """``where``: an item's code, a slot's key, a finding's id, or the name of a field of the visit."""

    kind: Gap
    where: str
    sentence: str


def missing_before_submission(visit: Visit) -> list[Missing]:
    """Everything that is missing, in the order of the form; empty when the visit can be submitted.

    无法检查 needs its reason and a photo and nothing else.
    """
    return list(_gate(visit) if visit.outcome is Outcome.NO_ACCESS else _inspected(visit))


def _gate(visit: Visit) -> Iterator[Missing]:
    if visit.no_access is None:
        yield Missing(Gap.VISIT, "no_access", "请选择无法检查的原因：停业、搬迁、无人或拒绝。")
    if visit.photos < 1:
        yield Missing(Gap.PHOTO, "gate", "无法检查的，请至少拍一张现场照片。")
    yield from _times(visit)


def _inspected(visit: Visit) -> Iterator[Missing]:
    day = local(visit.started_at).date()
    for item in visit.items:
        yield from _item(item, day)
    outside = 0
    for finding in visit.findings:
        outside += not finding.about
        name = f"“{finding.about}”的问题" if finding.about else f"检查表外的问题 {outside} "
        yield from _finding(finding, name, day)
    about = {finding.slot for finding in visit.findings}
    for slot in visit.slots:
        yield from _slot(slot, reported=not visit.kind.opens_findings or slot.key in about)
    if visit.kind.rechecks:
        for recheck in visit.rechecks:
            yield from _recheck(recheck)
    if visit.kind.second_badge:
        yield from _people(visit)
    if not visit.conclusion.strip():
        yield Missing(Gap.VISIT, "conclusion", "请填写检查结论。")
    yield from _times(visit)


def _item(item: ItemState, today: date) -> Iterator[Missing]:
    if item.conflict:
        yield Missing(Gap.CONFLICT, item.code, f"第 {item.code} 项两人答案不同，请商定一个。")
        return
    if item.result is None:
        yield Missing(Gap.ANSWER, item.code, f"第 {item.code} 项未答。")
        return
    if item.result is Result.MOSTLY and not item.note.strip():
        yield Missing(Gap.NOTE, item.code, f"第 {item.code} 项基本符合，请写明不足之处。")
    if item.result is Result.UNMET and not item.findings:
        yield Missing(Gap.FINDING, item.code, f"第 {item.code} 项不符合，请填写问题。")
    if item.result in (Result.UNMET, Result.MOSTLY):
        for finding in item.findings:
            yield from _finding(finding, f"第 {item.code} 项的问题", today)
    photos = item.photos + sum(finding.photos for finding in item.findings)
    if item.result is Result.UNMET and item.photo_required and photos < 1:
        yield Missing(Gap.PHOTO, item.code, f"第 {item.code} 项不符合，请拍照。")


def _finding(finding: FindingDraft, name: str, today: date) -> Iterator[Missing]:
    where = finding.where
    if not finding.fact.strip():
        yield Missing(Gap.FACT, where, f"{name}没有写事实。")
    elif has_blanks(finding.fact):
        yield Missing(Gap.FACT, where, f"{name}的事实里还有空没有填。")
    if not finding.requirement.strip():
        yield Missing(Gap.REQUIREMENT, where, f"{name}没有写整改要求。")
    elif has_blanks(finding.requirement):
        yield Missing(Gap.REQUIREMENT, where, f"{name}的整改要求里还有空没有填。")
    if finding.on_site:
        if not finding.on_site_note.strip():
            yield Missing(Gap.NOTE, where, f"{name}现场已改正，请写明怎样改正。")
        if finding.after_photos < 1:
            yield Missing(Gap.PHOTO, where, f"{name}现场已改正，请拍整改后照片。")
    elif finding.due_on is None:
        yield Missing(Gap.DUE, where, f"{name}没有整改期限。")
    elif finding.due_on < today:
        yield Missing(Gap.DUE, where, f"{name}的整改期限早于检查当天。")


def _slot(slot: SlotState, *, reported: bool) -> Iterator[Missing]:
    if slot.result is None:
        yield Missing(Gap.SLOT, slot.key, f"“{slot.name}”未查看。")
    elif slot.result in (SlotResult.ABSENT, SlotResult.DAMAGED) and not reported:
        yield Missing(Gap.FINDING, slot.key, f"“{slot.name}”{slot.result.label}，请填写问题。")
    elif slot.result is SlotResult.PRESENT and slot.photos < 1:
        yield Missing(Gap.PHOTO, slot.key, f"“{slot.name}”请拍照；拍不到的请选“拍不到”并写明原因。")
    elif slot.result is SlotResult.NO_PHOTO and not slot.reason.strip():
        yield Missing(Gap.NOTE, slot.key, f"“{slot.name}”拍不到，请写明原因。")


def _recheck(recheck: RecheckState) -> Iterator[Missing]:
    if recheck.result is None:
        yield Missing(Gap.RECHECK, recheck.where, f"“{recheck.name}”没有复查结果。")
    elif recheck.result is Recheck.FIXED:
        if recheck.photos < 1:
            yield Missing(Gap.PHOTO, recheck.where, f"“{recheck.name}”已改正，请拍整改后照片。")
    elif not recheck.note.strip():
        yield Missing(Gap.NOTE, recheck.where, f"“{recheck.name}”{recheck.result.label}，请写明还差什么。")


def _people(visit: Visit) -> Iterator[Missing]:
    lead, second = visit.lead_badge.strip(), visit.second_badge.strip()
    if not lead:
        yield Missing(Gap.VISIT, "lead", "主办人员没有执法证号，不能提交检查。")
    if not second:
        yield Missing(Gap.VISIT, "second", "请选择有执法证的协办人员。")
    elif second == lead:
        yield Missing(Gap.VISIT, "second", "两名检查人员的执法证号相同，应由两人检查。")
    if not visit.showed_badge:
        yield Missing(Gap.VISIT, "showed_badge", "请确认已出示证件。")
    if not visit.told_rights:
        yield Missing(Gap.VISIT, "told_rights", "请确认已告知回避权。")
    if not visit.companion.strip():
        yield Missing(Gap.VISIT, "companion", "请填写企业陪同人员。")


def _times(visit: Visit) -> Iterator[Missing]:
    if visit.ended_at is not None and visit.ended_at < visit.started_at:
        yield Missing(Gap.VISIT, "ended_at", "结束时间早于开始时间。")
