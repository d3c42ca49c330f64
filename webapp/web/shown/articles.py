"""Legal bases in words that somebody without the law at hand understands: 法24-2 is 《职业病防治法》第24条第2款."""

import re

# The short names of the source (handbook 5.1, 5.3, 5.4), longest first.
STATUTES = {
    "352号令": "《使用有毒物品作业场所劳动保护条例》",
    "171号": "《职业卫生档案管理规范》",
    "48号令": "《职业病危害项目申报办法》",
    "49号令": "《用人单位职业健康监护监督管理办法》",
    "5号令": "《工作场所职业卫生管理规定》",
    "法": "《职业病防治法》",
}
_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?(?:-?[(（]([一二三四五六七八九十]+)[)）])?")


def basis_in_words(text: str) -> str:
    """`法20(一); 5号令8` → 《职业病防治法》第20条第（一）项；《工作场所职业卫生管理规定》第8条.

    `法` may be missing (24-1、26-2 is that law). What is not understood stays as it is.
    """
    parts = [part.strip() for part in re.split(r"[;；]", text) if part.strip()]
    return "；".join(_part(part) for part in parts)


def _part(part: str) -> str:
    for short, name in STATUTES.items():
        if part.startswith(short):
            rest = part.removeprefix(short).strip()
            return name + _articles(rest) if rest else name
    articles = _articles(part)
    return STATUTES["法"] + articles if articles != part else part


def _articles(text: str) -> str:
    found = [_ARTICLE.fullmatch(one.strip()) for one in text.split("、")]
    if not all(found):
        return text
    return "、".join(_article(match) for match in found if match)


def _article(match: re.Match[str]) -> str:
    article, paragraph, item = match.groups()
    words = f"第{article}条"
    if paragraph:
        words += f"第{paragraph}款"
    return words + (f"第（{item}）项" if item else "")
