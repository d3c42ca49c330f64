"""The kinds of fields: each turns what was typed into a value, or says in a sentence why it cannot."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from webapp.web.text import clean

if TYPE_CHECKING:
    from webapp.web.forms import Form

T = TypeVar("T")
Options = Sequence[tuple[str, str]]


class Field(Generic[T]):
    """One field: `parse` turns what was typed into T or raises ValueError with a sentence."""

    kind = "text"

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        max: int = 200,
        parse: Callable[[str], T] | None = None,
        options: Options | Callable[[], Options] = (),
        **look: Any,
    ) -> None:
        self.label, self.required, self.hint, self.max = label, required, hint, max
        self._options = options
        self.look = look
        self._parse = parse
        self.name = ""

    def __set_name__(self, owner: type["Form"], name: str) -> None:
        self.name = name

    @property
    def options(self) -> Options:
        """Asked when a form is made, where a function says them."""
        return self._options() if callable(self._options) else self._options

    @overload
    def __get__(self, form: None, owner: type["Form"]) -> "Field[T]": ...
    @overload
    def __get__(self, form: "Form", owner: type["Form"]) -> T: ...
    def __get__(self, form: "Form | None", owner: type["Form"]) -> "Field[T] | T":
        if form is None:
            return self
        value: T = form.values[self.name]
        return value

    def empty(self) -> Any:
        """The value of a field that was left blank."""
        return None

    def typed(self, raw: Sequence[str]) -> str | list[str]:
        """What goes back into the control."""
        return raw[-1] if raw else ""

    def read(self, raw: Sequence[str], options: Options) -> Any:
        """The value; ValueError with a sentence when it cannot be used."""
        text = clean(raw[-1]) if raw else ""
        if not text:
            if self.required:
                raise ValueError(f"请填写{self.label}。")
            return self.empty()
        if len(text) > self.max:
            raise ValueError(f"{self.label}不能超过 {self.max} 个字，现在有 {len(text)} 个。")
        return self.parse(text)

    def parse(self, text: str) -> Any:
        return self._parse(text) if self._parse else text


class Text(Field[str]):
    """One line, without line breaks."""

    def empty(self) -> str:
        return ""

    def parse(self, text: str) -> str:
        line = " ".join(text.split())
        return self._parse(line) if self._parse else line


class Area(Text):
    """Several lines."""

    kind = "textarea"

    def __init__(self, label: str, *, max: int = 2000, **more: Any) -> None:
        super().__init__(label, max=max, **more)

    def parse(self, text: str) -> str:
        return self._parse(text) if self._parse else text


class Password(Field[str]):
    """Kept as typed, never sent back."""

    kind = "password"

    def empty(self) -> str:
        return ""

    def typed(self, raw: Sequence[str]) -> str:
        return ""

    def read(self, raw: Sequence[str], options: Options) -> str:
        text = raw[-1] if raw else ""
        if not text and self.required:
            raise ValueError(f"请填写{self.label}。")
        if len(text) > self.max or "\0" in text:
            raise ValueError(f"{self.label}太长或含有不能使用的字符。")
        return text


class Number(Field["int | None"]):
    """A whole number within bounds."""

    kind = "number"

    def __init__(self, label: str, *, least: int = 0, most: int = 10_000_000, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"{self.label}请填整数。") from None
        if not self.least <= value <= self.most:
            raise ValueError(f"{self.label}应在 {self.least} 与 {self.most} 之间。")
        return value


class Decimal(Field["float | None"]):
    """A number with a decimal point within bounds."""

    kind = "text"

    def __init__(self, label: str, *, least: float, most: float, **more: Any) -> None:
        super().__init__(label, inputmode="decimal", **more)
        self.least, self.most = least, most

    def parse(self, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{self.label}请填数字。") from None
        if not self.least <= value <= self.most:
            raise ValueError(f"{self.label}应在 {self.least:g} 与 {self.most:g} 之间。")
        return value


class Day(Field["date | None"]):
    """A date as the browser sends it, 2026-11-21."""

    kind = "date"

    def parse(self, text: str) -> date:
        try:
            value = date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{self.label}不是存在的日期，请按 2026-11-21 的样子填写。") from None
        if not 1949 <= value.year <= 2199:
            raise ValueError(f"{self.label}的年份不对。")
        return value


class Moment(Field["datetime | None"]):
    """A time with its offset, ISO 8601."""

    def parse(self, text: str) -> datetime:
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{self.label}不是有效的时间。") from None
        if value.tzinfo is None or not 2000 <= value.year <= 2199:
            raise ValueError(f"{self.label}要带时区，年份要合理；请检查手机时钟。")
        return value


class Check(Field[bool]):
    """A box to tick."""

    kind = "checkbox"

    def empty(self) -> bool:
        return False

    def typed(self, raw: Sequence[str]) -> str:
        return "true" if self._on(raw) else ""

    def read(self, raw: Sequence[str], options: Options) -> bool:
        on = self._on(raw)
        if self.required and not on:
            raise ValueError(f"请勾选“{self.label}”。")
        return on

    def _on(self, raw: Sequence[str]) -> bool:
        return bool(raw) and clean(raw[-1]).lower() in {"true", "on", "1", "yes"}


class Choice(Field[str]):
    """One of some options."""

    kind = "select"

    def empty(self) -> str:
        return ""

    def read(self, raw: Sequence[str], options: Options) -> str:
        text = clean(raw[-1]) if raw else ""
        if not text:
            if self.required:
                raise ValueError(f"请选择{self.label}。")
            return ""
        if text not in {value for value, _ in options}:
            raise ValueError(f"{self.label}的选项无效，请重新选择。")
        return text


class Radios(Choice):
    """One of a few options, all shown."""

    kind = "radios"


class Choices(Field["list[str]"]):
    """Any of some options."""

    kind = "select"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, multiple=True, **more)

    def empty(self) -> list[str]:
        return []

    def typed(self, raw: Sequence[str]) -> list[str]:
        return list(raw)

    def read(self, raw: Sequence[str], options: Options) -> list[str]:
        chosen = [clean(text) for text in raw if clean(text)]
        if self.required and not chosen:
            raise ValueError(f"请选择{self.label}。")
        known = {value for value, _ in options}
        if len(chosen) > 500 or any(text not in known for text in chosen):
            raise ValueError(f"{self.label}的选项无效，请重新选择。")
        return list(dict.fromkeys(chosen))
