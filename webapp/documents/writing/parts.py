"""What documents are composed of: sentences, and rows of the record as they stand in a paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from webapp.checklists.rules.modes import Mode, mode_of
from webapp.documents.writing.content import BureauPart, EnterprisePart, FindingPart
from webapp.documents.writing.seen import Found
from webapp.evidence.pictures.headers import PDF
from webapp.findings.rules import Handling
from webapp.web.shown.articles import basis_in_words

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source

Row = dict[str, Any]
PLACES = ("", "item", "slot", "finding", "recheck")
RIGHTS = (
    "如不服本通知，可以自收到之日起六十日内依法申请行政复议，也可以自收到之日起六个月内依法向人民法院提起行政诉讼。"
    "复议、诉讼期间不停止执行。"
)
REPORT_BACK = "改正完成后，请将改正情况和照片报告本机关，本机关将依法复查。"
# The phone composes a 笔录 from the same sentences (documents/writing/onsite.py, static/js/visit/record.js).
SEEN = "对该单位职业卫生情况进行现场检查，查看了 {} 个检查项目，现场所见如下："
ON_SITE = "{}检查中已当场改正：{}"
RECHECKED = "复查此前的问题“{}”，现场所见为{}{}"
SHOTS = "现场拍摄照片 {} 张。"
RESULT = "复查结果："


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


def found_of(row: Row) -> Found:
    """A row of Finding as the rules want it."""
    mode = mode_of(row["mode"], row["penalty_article"])
    mended = bool(row["corrected_on_site"])
    return Found(row["number"], mode, Handling(row["handling"]), row["penalty_article"], mended)


def pictures(source: Source) -> list[tuple[str, Row]]:
    """(target, row) of the photos that can be printed, in the order of their targets."""
    return pictures_among(source.record.photos)


def pictures_among(photos: dict[str, list[Row]]) -> list[tuple[str, Row]]:
    """The same of a record's photos."""
    return [
        (target, photo)
        for target in sorted(photos, key=_in_turn)
        for photo in photos[target]
        if photo["media_type"] != PDF
    ]


def _in_turn(target: str) -> tuple[int, list[int], str, bool]:
    """The visit as a whole, items in their order, signs, findings each before and after its correction, rechecks."""
    kind, _, key = target.partition(":")
    rank = PLACES.index(kind) if kind in PLACES else 0
    after = kind == "after"
    code = [int(part) for part in key.split(".") if part.isdecimal()] if kind == "item" else []
    return PLACES.index("finding") if after else rank, code, key, after


def place_of(enterprise: dict[str, Any]) -> str:
    """Where the visit was."""
    address = enterprise["address"] or enterprise.get("area_name", "")
    return f"{address}（{enterprise['workplace']}）" if enterprise["workplace"] else str(address)
