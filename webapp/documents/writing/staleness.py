"""Where a draft says something else than the record says now.

What a person may word as they like (Kind.editable, articles and penalties) is not compared, nor what the register of
enterprises says of addresses and telephones: a paper that was signed tells what was so at its signing.
"""

from __future__ import annotations

from typing import Any

from webapp.documents import kinds
from webapp.documents.kinds.base import Kind
from webapp.documents.writing.content import Content, FindingPart, number_of
from webapp.documents.writing.parts import RESULT

VISIT = {
    "kind": "检查种类",
    "started": "开始时间",
    "ended": "结束时间",
    "companion": "陪同人员",
    "companion_post": "陪同人员职务",
    "inspectors": "检查人员",
    "badge_shown": "亮证",
    "avoidance_told": "回避告知",
}
ENTERPRISE = {"name": "名称", "credit_code": "统一社会信用代码"}
FINDING = {"fact": "事实", "requirement": "要求", "due": "期限"}


def differences(content: Content, fresh: Content) -> list[str]:
    """Sentences; empty when nothing differs. `fresh` is the same document as composing.compose() writes it now."""
    kind = kinds.of(content["kind"])
    found = _visit(content, fresh)
    if not kind.on_site:
        found += [
            f"用人单位的{words}已改变。"
            for name, words in ENTERPRISE.items()
            if content["enterprise"][name] != fresh["enterprise"][name]  # type: ignore[literal-required]
        ]
    found += _findings(kind, content["findings"], fresh["findings"])
    found += _results(content["paragraphs"], fresh["paragraphs"]) if kind.results else []
    issued = [paper["number"] for paper in fresh["papers"]]
    found += [
        f"{paper['title']} {paper['number']} 已作废，不能再送达。"
        for paper in content["papers"]
        if paper["number"] not in issued
    ]
    return found


def _visit(content: Content, fresh: Content) -> list[str]:
    """What a draft leaves empty it does not say: one that was begun during the visit has no end of it."""
    before: dict[str, Any] = {**content["visit"]}
    after: dict[str, Any] = {**fresh["visit"]}
    return [
        f"检查的{words}与记录不同。"
        for name, words in VISIT.items()
        if before[name] and before[name] != after[name]
    ]


def _findings(kind: Kind, drafted: list[FindingPart], fresh: list[FindingPart]) -> list[str]:
    found, left = [], list(fresh)
    for one in drafted:
        now = next((part for part in left if _same(kind, one, part)), None)
        if now is None:
            found.append(f"第 {one['no']} 项“{_short(one)}”{kind.gone}。")
            continue
        left.remove(now)
        found += [
            f"第 {one['no']} 项的{words}已改变"
            + (f"，现在是 {now['due'] or '没有期限'}。" if name == "due" else "。")
            for name, words in FINDING.items()
            if one[name] != now[name]  # type: ignore[literal-required]
        ]
    # An order or an advice may leave findings out; nobody can choose in the others.
    return found + ([] if kind.chosen else [f"记录里还有“{_short(one)}”，草稿没有写。" for one in left])


def _same(kind: Kind, one: FindingPart, other: FindingPart) -> bool:
    if kind.by_number:
        return number_of(one) == number_of(other)
    return (one["item"], one["fact"]) == (other["item"], other["fact"])


def _short(one: FindingPart) -> str:
    return one["fact"] if len(one["fact"]) <= 30 else one["fact"][:30] + "…"


def _results(drafted: list[str], fresh: list[str]) -> list[str]:
    """Lines that still begin as they were composed, with another result behind."""
    found = []
    for line in fresh:
        stem, mark, rest = line.partition(RESULT)
        result = rest.removesuffix("。").split("，")[0]
        same = [one for one in drafted if mark and one.startswith(stem + mark)]
        if any(not one.startswith(stem + mark + result) for one in same):
            found.append(f"“{stem.strip()}”的复查结果与记录不同，记录是“{result}”。")
    return found
