"""The kinds of documents, one module each. A new one is a module beside these, its line here, and its layouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from webapp.documents.kinds.advice import ADVICE
from webapp.documents.kinds.base import Kind
from webapp.documents.kinds.closure import CLOSURE
from webapp.documents.kinds.delivery import DELIVERY
from webapp.documents.kinds.order import ORDER
from webapp.documents.kinds.recheck import RECHECK
from webapp.documents.kinds.record import RECORD
from webapp.documents.kinds.report import REPORT

# In the order of select boxes and of the page of titles and numbers.
KINDS: dict[str, Kind] = {
    kind.value: kind for kind in (RECORD, ADVICE, ORDER, DELIVERY, RECHECK, CLOSURE, REPORT)
}
__all__ = [
    "ADVICE", "CLOSURE", "DELIVERY", "KINDS", "ORDER", "RECHECK", "RECORD", "REPORT", "Choices", "Kind", "labels",
    "of", "on_site", "values",
]  # fmt: skip


def of(value: str) -> Kind:
    """The kind that is stored as this word; ValueError when there is none."""
    if value not in KINDS:
        raise ValueError(value)
    return KINDS[value]


def labels() -> dict[str, str]:
    return {value: kind.label for value, kind in KINDS.items()}


def values(flag: str) -> list[str]:
    """The words of the kinds that declare this flag."""
    return [value for value, kind in KINDS.items() if getattr(kind, flag)]


def on_site() -> Kind:
    """The one that a phone composes."""
    return next(kind for kind in KINDS.values() if kind.on_site)


class Choices(Sequence[tuple[str, str]]):
    """(value, label) of each kind for a select box, behind `first`; read when it is asked."""

    def __init__(self, *first: tuple[str, str]) -> None:
        self._first = first

    def _all(self) -> list[tuple[str, str]]:
        return [*self._first, *labels().items()]

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._all())
