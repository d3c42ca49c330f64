"""What a kind of import (enterprises, people) adds to the frame of this room: its words, columns, judging, writing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.accounts.people import User
from webapp.jobs.queue import Running
from webapp.web.sheets import Column

NEW, UPDATE, UNCHANGED, ERROR = "new", "update", "unchanged", "error"
VERDICTS = {NEW: "新增", UPDATE: "更新", UNCHANGED: "无变化", ERROR: "有错误"}
EXAMPLE_MARK = "（本行不会导入）"
NOTES = "填写说明"


class Heading(NamedTuple):
    """A column of the template."""

    key: str
    heading: str
    hint: str
    example: str
    width: int = 16
    required: bool = False


Drop = str | Sequence[str]
Lists = Mapping[str, Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Layout:
    """The template: `sheet` of entries, `heads` and `widths` of its code sheets, and its drop-downs by column."""

    sheet: str
    headings: Sequence[Heading]
    notes: Sequence[tuple[str, str]]
    heads: Mapping[str, Sequence[str]]
    widths: Mapping[str, Sequence[int]]
    drops: Callable[[Lists], Mapping[str, Drop]]

    @property
    def ours(self) -> tuple[str, ...]:
        """Sheets that hold no entries."""
        return (NOTES, *self.heads)


@dataclass(frozen=True)
class Kind:
    """A kind of import.

    `thing`, `entry`, `each`: 用人单位, 单位, 家. `looking`, `staging`: "module:function" that refuse and judge a file, in a
    process of their own. `lists`: code sheets of the template for somebody. `differences` of a row that changes what is
    there; `asked`: what the page of columns asks besides, as parameters. `write`: the job that puts in what was confirmed;
    `take_back` deletes what an import made or raises Conflict. `may_keep`: what is there may be left as it is on confirming; `roles` to choose from where rows have none.
    """

    name: str
    path: str
    home: tuple[str, str]
    thing: str
    entry: str
    each: str
    layout: Layout
    columns: Sequence[Column]
    looking: str
    staging: str
    lists: Callable[[User], Awaitable[Lists]]
    differences: Callable[[Mapping[str, Any]], list[str]]
    asked: Callable[[Mapping[str, str]], dict[str, Any]]
    write: Callable[[Running], Awaitable[dict[str, Any]]]
    take_back: Callable[[User, dict[str, Any]], Awaitable[int]]
    may_keep: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def reads(self) -> str:
        """The kind of job that reads a file."""
        return f"{self.name}.read"

    @property
    def writes(self) -> str:
        """The kind of job that writes what was confirmed."""
        return f"{self.name}.apply"

    @property
    def names(self) -> dict[str, str]:
        return {column.key: column.heading for column in self.columns}
