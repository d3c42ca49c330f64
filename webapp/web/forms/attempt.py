"""What a verb refuses, said on the form that asked for it (`form.attempt()` in webapp/web/forms/__init__.py)."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from webapp.errors import DomainError

Place = str | Callable[[DomainError], str]


class Refusable(Protocol):
    refused: DomainError | None
    refused_as: int

    def refuse(self, name: str, sentence: str) -> None: ...


class Attempt:
    """A refusal inside of the block is put on the form; a class, since only `-> bool` tells mypy that the block may end early."""

    def __init__(self, form: Refusable, at: Place, but: tuple[type[DomainError], ...]) -> None:
        self.form, self.at, self.but = form, at, but

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, DomainError) or isinstance(error, self.but):
            return False
        self.form.refused, self.form.refused_as = error, error.status
        self.form.refuse(self.at if isinstance(self.at, str) else self.at(error), error.sentence)
        return True
