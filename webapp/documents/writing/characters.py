"""Characters of a document that no font here can draw: each with its place, before anybody issues it."""

from __future__ import annotations

from collections.abc import Iterator

from webapp import fonts
from webapp.documents.writing.content import Content
from webapp.drawable import drawable, undrawable
from webapp.glyphs import clusters, legible, private

MOST, MOST_PLACES = 20, 4
ENTERPRISE = {
    "name": "用人单位名称", "address": "用人单位地址", "legal_person": "法定代表人", "contact": "联系人",
    "phone": "联系电话", "credit_code": "统一社会信用代码", "industry": "行业",
}  # fmt: skip
VISIT = {"place": "检查地点", "companion": "陪同人员", "companion_post": "陪同人员职务"}
BUREAU = {"name": "机关名称", "address": "机关地址", "phone": "机关电话"}
FINDING = {
    "fact": "事实", "requirement": "要求", "article": "违反的条款", "penalty": "法律后果", "item": "检查项"
}  # fmt: skip
LINES = {"facts": "现场所见", "measures": "要求", "basis": "依据", "paragraphs": "正文"}


def unshown(content: Content) -> list[str]:
    """Sentences that name each such character, its places, and what is printed instead; blocks for some milliseconds.

    Nothing where no PDF can be made at all.
    """
    if not fonts.can_pdf():
        return []
    places: dict[str, list[str]] = {}
    for place, text in _texts(content):
        if text.isascii():
            continue
        lost = undrawable([legible(text)])
        for one in dict.fromkeys(clusters(text)):
            if private(one) or lost.intersection(clusters(legible(one))):
                places.setdefault(one, []).append(place)
    together: dict[tuple[str, bool], list[str]] = {}
    for one, where in places.items():
        said = "、".join(list(dict.fromkeys(where))[:MOST_PLACES]) + (
            "等处" if len(where) > MOST_PLACES else ""
        )
        together.setdefault((said, private(one)), []).append(one)
    return [_sentence(where, own, found) for (where, own), found in together.items()]


def _sentence(where: str, own: bool, found: list[str]) -> str:
    named = "、".join(_named(one, own) for one in found[:MOST]) + (
        f"等 {len(found)} 个" if len(found) > MOST else ""
    )
    if own:
        return f"{where}有 WPS 或 Word 的专用符号，纸上印成：{named}。请核对，或改用文字。"
    return f"{where}有字体里没有的字符，PDF 上印成代码：{named}。请改用文字，或请管理员安装含这些字的字体。"


def _named(one: str, own: bool) -> str:
    """The character, its code, and what is printed for it when that is not the code."""
    codes, shown = " ".join(f"U+{ord(part):04X}" for part in one), drawable(one)
    if own:
        return f"{codes}→“{shown}”"
    return f"“{one}”（{codes}）" + ("" if shown.startswith("〔U+") else f"→“{shown}”")


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    """(place, text) of everything that people wrote."""
    yield "标题", content["title"]
    for part, names in (("bureau", BUREAU), ("enterprise", ENTERPRISE), ("visit", VISIT)):
        for name, words in names.items():
            yield words, content[part][name]  # type: ignore[literal-required]
    for person in content["visit"]["inspectors"]:
        yield "执法人员", person["name"] + person["badge"]
    for name, words in LINES.items():
        for at, text in enumerate(content[name], 1):  # type: ignore[literal-required]
            yield f"{words}第 {at} 条", text
    for at, finding in enumerate(content["findings"], 1):
        for name, words in FINDING.items():
            yield f"第 {at} 个问题的{words}", finding[name]  # type: ignore[literal-required]
    yield "复议和诉讼途径", content["rights"]
    for at, photo in enumerate(content["photos"], 1):
        yield f"照片 {at} 的说明", f"{photo['what']}{photo['where']}{photo['by']}"
    for signature in content["signatures"]:
        yield "签名", f"{signature['name']}{signature['refused'] or ''}{signature['witness'] or ''}"
