"""What of every table is vouched for by the audit trail, and what is not, with the reason: one declaration a table.

Each room says it in its `vouched.py`, in the list VOUCHED. Every column counts that is not named in `apart`, so that a
new one cannot be forgotten; a table without a declaration fails tests/audit/test_vouched.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from piccolo.table import Table

from webapp.db.rooms import ROOMS

Why = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """Rows that are vouched for together with the row that their column `by` names, by one hash over all of them."""

    table: type[Table]
    by: str
    apart: Why = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.table._meta.tablename

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Not `by`: it is what the others are under."""
        return _counting(self.table, {**self.apart, self.by: ""}, key=True)


@dataclass(frozen=True)
class Vouched:
    """A table whose rows count. `word` is what people call one of them; `apart`: column → why it does not count.

    `when`: SQL over a row that is true once it counts (a draft does not yet). `parts` are vouched for as of then.
    `whole`: nobody changes single rows, one hash is over all of them. `follows`: column → SQL (the row is {row}) of what
    the database itself keeps in it; such a column has no event, and is compared with where it comes from.
    """

    table: type[Table]
    word: str
    apart: Why = field(default_factory=dict)
    when: str = ""
    parts: tuple[Part, ...] = ()
    whole: bool = False
    follows: Why = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.table._meta.tablename

    @property
    def key(self) -> str:
        return self.table._meta.primary_key._meta.db_column_name

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that count, but the key: it is what all the others are under."""
        return _counting(self.table, {**self.apart, **self.follows}, key=self.whole)

    @cached_property
    def decides(self) -> frozenset[str]:
        """The columns by which a row begins to count."""
        return frozenset(self.columns) & set(re.findall(r"\w+", self.when))


@dataclass(frozen=True)
class Apart:
    """A table of which nothing is vouched for, and why."""

    table: type[Table]
    why: str


def _counting(table: type[Table], apart: Why, *, key: bool) -> tuple[str, ...]:
    primary = table._meta.primary_key._meta.db_column_name
    names = [column._meta.db_column_name for column in table._meta.columns]
    return tuple(name for name in names if name not in apart and (key or name != primary))


def said() -> Iterator[Vouched | Apart]:
    """What the rooms declare."""
    for room in ROOMS:
        name = f"webapp.{room}.vouched"
        if find_spec(name) is not None:
            module: Any = import_module(name)
            yield from module.VOUCHED


@cache
def vouched() -> dict[str, Vouched]:
    """The tables whose rows count, by their name, in the order of the rooms."""
    return {one.name: one for one in said() if isinstance(one, Vouched)}
