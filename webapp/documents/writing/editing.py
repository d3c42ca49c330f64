"""What may be edited in a draft: the rest comes from the record, where it is mended.

Fact, requirement and due date of a finding are those of the finding: the clock of its correction runs by them.
"""

from __future__ import annotations

from typing import Any

from webapp.documents import kinds
from webapp.documents.writing.content import Content, FindingPart, counted

LINES = ("facts", "basis", "measures", "paragraphs")


def lines(text: str) -> list[str]:
    """One entry a line, without empty ones."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def applied(content: Content, changes: dict[str, Any]) -> Content:
    """The content with the changes that its kind takes; names it does not take are left alone.

    `left_out` are numbers of findings to take out; `articles` and `penalties` map numbers to texts.
    """
    kind = kinds.of(content["kind"])
    allowed = {name: value for name, value in changes.items() if name in kind.editable}
    after: Content = {**content, **allowed}  # type: ignore[typeddict-item]
    if kind.chosen:
        left_out, articles, penalties = (
            changes.get(name) or {} for name in ("left_out", "articles", "penalties")
        )
        kept: list[FindingPart] = [
            {
                **one,
                "article": articles.get(one["no"], one["article"]),
                "penalty": penalties.get(one["no"], one["penalty"]),
            }
            for one in content["findings"]
            if one["no"] not in left_out
        ]
        after["findings"] = counted(kept) if left_out else kept
    return after


def warned(content: Content, basis: str) -> Content:
    """The content with the bureau's basis for a 警告 among its articles when it gives one, and without it when not."""
    if not basis:
        return content
    others = [one for one in content["basis"] if one != basis]
    return {**content, "basis": [*others, basis] if content["warning"] else others}
