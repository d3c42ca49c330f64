"""Typed forms that keep what was typed and collect all errors.

class SearchForm(Form):
    name = Text("单位名称", required=True, max=200)
    due = Day("整改期限")

form = SearchForm(await submitted(request))
if not form.valid: ...422 with the form...
with form.attempt(): await verb(...); return ...   (what the verb refuses is said on the form)
return await page(form, status=form.refused_as)
form.name -> str, form.due -> date | None          (in templates: form["name"] is a BoundField)
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.errors import DomainError
from webapp.web.forms.attempt import Attempt, Place
from webapp.web.forms.fields import (
    Area,
    Check,
    Choice,
    Choices,
    Day,
    Decimal,
    Field,
    Moment,
    Number,
    Options,
    Password,
    Radios,
    Text,
)
from webapp.web.text import whole

__all__ = [
    "Area",
    "BoundField",
    "Check",
    "Choice",
    "Choices",
    "Day",
    "Decimal",
    "Field",
    "Form",
    "Moment",
    "Number",
    "Options",
    "Password",
    "Radios",
    "Text",
]


@dataclass(frozen=True)
class BoundField:
    """A field of a form as templates see it."""

    name: str
    label: str
    kind: str
    value: str | list[str]
    error: str
    hint: str
    required: bool
    options: Options
    maxlength: int
    autocomplete: str = ""
    inputmode: str = ""
    rows: int = 3
    multiple: bool = False
    placeholder: str = ""
    # For a field that is refused when empty in some cases: which, instead of 选填.
    when: str = ""

    @property
    def key(self) -> Hashable:
        """Everything that a select box of this field shows, for web/shown/fragment_cache.py."""
        return ("select", self.name, self.label, str(self.value), tuple(self.options))


class Form:
    """Fields as class attributes; `data` is what came in, None for a form that was not sent yet."""

    _fields: dict[str, Field[Any]]
    # What a verb refused, and the status of the page that shows the form again.
    refused: DomainError | None = None
    refused_as = 422

    def __init__(
        self,
        data: Mapping[str, Sequence[str]] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        options: Mapping[str, Options] | None = None,
    ) -> None:
        self.fields = self._found()
        self.sent = data is not None
        given = options or {}
        self.options = {name: given.get(name, field.options) for name, field in self.fields.items()}
        came = data if data is not None else (initial or {})
        self.raw = {name: _texts(came.get(name)) for name in self.fields}
        self.values: dict[str, Any] = {}
        self.problems: dict[str, str] = {}
        for name, field in self.fields.items():
            try:
                self.values[name] = (
                    field.read(self.raw[name], self.options[name]) if self.sent else field.empty()
                )
            except ValueError as error:
                self.problems[name] = str(error)
                self.values[name] = field.empty()
        if self.sent:
            self.check()

    @classmethod
    def all_fields(cls) -> dict[str, Field[Any]]:
        found: dict[str, Field[Any]] = {}
        for base in reversed(cls.__mro__):
            found |= {name: value for name, value in vars(base).items() if isinstance(value, Field)}
        return found

    @classmethod
    def _found(cls) -> dict[str, Field[Any]]:
        """all_fields, looked for once: sixty answers are sixty forms."""
        if "_fields" not in vars(cls):
            cls._fields = cls.all_fields()
        return cls._fields

    def check(self) -> None:
        """Rules that concern several fields; a form adds its own with `self.refuse(name, sentence)`."""

    def refuse(self, name: str, sentence: str) -> None:
        """Put an error beside a field ("" for the form as a whole)."""
        self.problems.setdefault(name, sentence)

    def attempt(self, at: Place = "", *, but: tuple[type[DomainError], ...] = ()) -> Attempt:
        """What is refused inside becomes a sentence of the form, beside the field `at`, with the refusal's status.

        `but`: refusals that leave nothing to fill in; they become a page of their own, as everywhere.
        """
        return Attempt(self, at, but)

    @property
    def valid(self) -> bool:
        return self.sent and not self.problems

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(field name, label, message), in the order of the fields."""
        return [(n, self.fields[n].label if n in self.fields else "", m) for n, m in self.problems.items()]

    def __getitem__(self, name: str) -> BoundField:
        field = self.fields[name]
        return BoundField(
            name=name,
            label=field.label,
            kind=field.kind,
            value=field.typed(self.raw[name]),
            error=self.problems.get(name, ""),
            hint=field.hint,
            required=field.required,
            options=self.options[name],
            maxlength=field.max,
            **field.look,
        )


def _texts(value: Any) -> list[str]:
    """Whatever came in, as texts without halves of characters; what is no text or number counts as not sent."""
    if type(value) is str:
        return [value if value.isascii() else whole(value)]
    return [whole(text) for text in _as_texts(value)]


def _as_texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | float | date):
        return [str(value)]
    if isinstance(value, list | tuple | set):
        return [str(item) for item in value if isinstance(item, str | int | float)]
    return []
