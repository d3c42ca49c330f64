"""The content of a document from the record of its visit; nothing here reads the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from webapp.checklists.modes import Mode, mode_of
from webapp.clock import moment
from webapp.documents.blank import blank
from webapp.documents.captions import photo_part
from webapp.documents.content import BureauPart, Content, EnterprisePart, FindingPart, VisitPart, counted
from webapp.documents.rules import STATEMENT, Kind
from webapp.documents.source import Source, found_of, pictures, place_of
from webapp.findings.rules import Handling, Recheck
from webapp.inspections import words
from webapp.inspections.clocks import shown
from webapp.inspections.queries.visits import Row
from webapp.inspections.shortcomings import mostly, shortcomings
from webapp.web.articles import basis_in_words

RIGHTS = (
    "如不服本通知，可以自收到之日起六十日内依法申请行政复议，也可以自收到之日起六个月内依法向人民法院提起行政诉讼。"
    "复议、诉讼期间不停止执行。"
)
REPORT_BACK = "改正完成后，请将改正情况和照片报告本机关，本机关将依法复查。"
# The phone composes a 笔录 from the same sentences (documents/onsite.py, static/js/visit/record.js).
SEEN = "对该单位职业卫生情况进行现场检查，查看了 {} 个检查项目，现场所见如下："
# What stands before the findings of a paper that has no paragraphs of its own.
LEADS = {
    Kind.ORDER: ["经查，你单位存在下列违法行为："],
    Kind.ADVICE: ["经现场检查，对你单位提出以下监督意见："],
}
# They tell of the day of the visit, with the name of that day; the others address the enterprise as it is now.
OF_THE_DAY = (Kind.RECORD, Kind.REPORT)
ON_SITE = "{}检查中已当场改正：{}"
RECHECKED = "复查此前的问题“{}”，现场所见为{}{}"
SHOTS = "现场拍摄照片 {} 张。"
RESULT = "复查结果："


def compose(kind: Kind, title: str, source: Source) -> Content:
    """A first draft of the document; what the record does not say is left empty."""
    content = blank(kind.value, title)
    content["bureau"] = bureau_part(source.bureau)
    content["enterprise"] = enterprise_part(source.enterprise)
    if kind in OF_THE_DAY:
        content["enterprise"]["name"] = source.visit["enterprise_name"]
    content["visit"] = _visit(source, kind)
    WRITERS[kind](content, source)
    return content


def bureau_part(row: Row) -> BureauPart:
    return {"name": row["name"], "address": row["address"], "phone": row["phone"]}


def enterprise_part(row: Row) -> EnterprisePart:
    return {
        "name": row["name"],
        "credit_code": row["credit_code"] or "",
        "address": row["address"],
        "legal_person": row["legal_person"],
        "contact": row["contact"],
        "phone": row["phone"],
        "industry": row["industry_name"],
    }


def _visit(source: Source, kind: Kind) -> VisitPart:
    visit, people = source.visit, source.record.people
    # A 笔录 has the times that stood in it when people signed it on the spot, whatever counts (inspections/clocks.py).
    signed = kind is Kind.RECORD
    started, ended = (visit["started_at"], visit["ended_at"]) if signed else shown(visit)
    return {
        "serial": source.serial,
        "kind": words.kind(visit["kind"]),
        "started": moment(started),
        "ended": moment(ended),
        "place": place_of(source.enterprise),
        "companion": visit["companion"],
        "companion_post": visit["companion_post"],
        "inspectors": [
            {"name": people[one]["name"], "badge": people[one]["badge"]}
            for one in (visit["lead"], visit["second"])
            if one in people
        ],
        "badge_shown": visit["showed_badge"],
        "avoidance_told": visit["told_rights"],
    }


def part_of(row: Row) -> FindingPart:
    """A finding as it stands in an order or an advice."""
    ordered = row["handling"] == Handling.ORDER.value
    due: date | None = row["due_on"]
    return {
        "no": row["number"],
        "finding": row["number"],
        "item": row["item_code"],
        "fact": row["fact"],
        "requirement": row["requirement"],
        "article": basis_in_words(row["legal_basis"]),
        "due": "" if row["corrected_on_site"] or due is None else due.isoformat(),
        "penalty": _penalty(row) if ordered else "",
    }


PENALTIES = {
    Mode.T1: "逾期不改正的，依照{}处罚。",
    Mode.T2_MAY: "依照{}，可以并处罚款，不以逾期为前提。",
    Mode.T2_MUST: "依照{}，并处罚款，不以逾期为前提。",
    Mode.ARTICLE_75: "依照{}，责令限期治理，并处罚款。",
}


def _penalty(row: Row) -> str:
    """What follows by law; where the table does not say how, its article alone."""
    article = basis_in_words(row["penalty_article"])
    if not article:
        return ""
    return PENALTIES.get(mode_of(row["mode"], row["penalty_article"]), "依照{}处理。").format(article)


def _record(content: Content, source: Source) -> None:
    """Facts only: what was seen, without requirement, judgement or sanction."""
    visit = source.visit
    facts = []
    if visit["outcome"] != "inspected":
        facts.append(f"检查人员到达现场，{words.outcome(visit)}。{visit['conclusion']}".strip())
    elif source.answered:
        facts.append(SEEN.format(source.answered))
    for row in source.noted:
        on_site = row["corrected_on_site"]
        facts.append(ON_SITE.format(row["fact"], row["on_site_note"]) if on_site else row["fact"])
    facts.extend(mostly(source.record))
    for row in source.rechecks:
        seen = f"：{row['note']}" if row["note"] else ""
        facts.append(RECHECKED.format(row["fact"], Recheck(row["result"]).label, seen))
    shots = len(pictures(source))
    if shots:
        facts.append(SHOTS.format(shots))
    content["facts"] = facts
    content["statement"] = STATEMENT


def _order(content: Content, source: Source) -> None:
    rows = [row for row in source.findings if found_of(row).to_order]
    content["findings"] = counted([part_of(row) for row in rows])
    penalties = dict.fromkeys(
        basis_in_words(row["penalty_article"]) for row in rows if row["penalty_article"]
    )
    content["basis"] = ["《中华人民共和国行政处罚法》第28条第1款", *penalties]
    content["measures"] = ["在规定的期限内改正上述违法行为。", REPORT_BACK]
    content["rights"] = RIGHTS


def _advice(content: Content, source: Source) -> None:
    rows = [row for row in source.findings if row["handling"] == Handling.ADVICE.value]
    content["findings"] = counted([part_of(row) for row in rows])
    content["basis"] = list(
        dict.fromkeys(basis_in_words(row["legal_basis"]) for row in rows if row["legal_basis"])
    )
    if rows:
        content["measures"] = ["请按上述意见改进职业卫生工作，" + REPORT_BACK]


def _recheck(content: Content, source: Source) -> None:
    content["findings"] = counted([part_of(row) for row in source.rechecks])
    content["paragraphs"] = [
        f"{at}. {row['fact']} {RESULT}{Recheck(row['result']).label}{'，' + row['note'] if row['note'] else ''}。"
        for at, row in enumerate(source.rechecks, 1)
    ]
    if any(row["result"] != Recheck.FIXED.value for row in source.rechecks):
        content["measures"] = ["未改正的问题请继续整改。" + REPORT_BACK]


def _closure(content: Content, source: Source) -> None:
    content["paragraphs"] = ["下列问题已经改正，经本机关核查，予以销号："]
    content["findings"] = [
        {**one, "due": "", "penalty": ""} for one in counted([part_of(row) for row in source.closed])
    ]


def _delivery(content: Content, source: Source) -> None:
    content["papers"] = [{"title": row["title"], "number": row["number"]} for row in source.papers]
    content["paragraphs"] = [f"送达地点：{place_of(source.enterprise)}", "送达方式：直接送达"]


def _report(content: Content, source: Source) -> None:
    if source.visit["conclusion"]:
        content["paragraphs"] = [part for part in source.visit["conclusion"].split("\n") if part.strip()]
    content["facts"] = shortcomings(source.record)
    content["findings"] = counted([part_of(row) for row in source.findings])
    content["photos"] = [photo_part(target, row, source) for target, row in pictures(source)]


WRITERS: dict[Kind, Callable[[Content, Source], None]] = {
    Kind.RECORD: _record,
    Kind.ORDER: _order,
    Kind.ADVICE: _advice,
    Kind.RECHECK: _recheck,
    Kind.CLOSURE: _closure,
    Kind.DELIVERY: _delivery,
    Kind.REPORT: _report,
}
