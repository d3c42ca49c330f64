"""Which rows that count the transaction has written: heard from its statements, for the audit trail to vouch for.

The database tells the keys (RETURNING), the statement the columns. So no verb has to say what it wrote, and what
somebody writes behind the application's back is not heard.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from piccolo.querystring import QueryString

from webapp.db.vouching import Vouched, vouched

Columns = frozenset[str] | None  # None: the whole row
KEY = "written_key"


@dataclass
class Written:
    """The rows of one transaction, by table and key, with their columns; and the event that waits to vouch for them."""

    rows: dict[str, dict[Any, Columns]] = field(default_factory=dict)
    event: dict[str, Any] | None = None

    def add(self, one: Vouched, key: Any, columns: Columns) -> None:
        rows = self.rows.setdefault(one.name, {})
        if one.whole:
            rows[""] = None
            return
        known = rows.get(key, frozenset())
        rows[key] = None if columns is None or known is None else known | columns

    def count(self) -> int:
        return sum(len(rows) for rows in self.rows.values())


WRITTEN: ContextVar[Written | None] = ContextVar("written", default=None)
# Called at the end of a transaction, so that the audit room vouches for the rows written. True: all of them; False:
# those that can be
# vouched for before the end, so that millions of rows are not remembered.
AT_THE_END: list[Callable[[bool], Awaitable[None]]] = []
MANY = 5000


@contextmanager
def hearing() -> Iterator[None]:
    """Hear what is written inside."""
    token = WRITTEN.set(Written())
    try:
        yield
    finally:
        WRITTEN.reset(token)


@contextmanager
def unheard() -> Iterator[None]:
    """Migrations: what they change is settled after all of them (webapp/audit/vouching/settling.py)."""
    token = WRITTEN.set(None)
    try:
        yield
    finally:
        WRITTEN.reset(token)


class Plan(NamedTuple):
    """A statement that writes rows that count, asking for their keys."""

    one: Vouched
    columns: Columns
    text: str
    key: str
    asked: bool  # whether the statement wanted rows itself


_VERB = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_RETURNING = re.compile(r"\bRETURNING\b", re.IGNORECASE)
_NAME = re.compile(r'\s*"?(\w+)"?\s*=')
_END = re.compile(r"(WHERE|FROM|RETURNING)\b", re.IGNORECASE)


@lru_cache(maxsize=1000)
def plan(text: str) -> Plan | None:
    """How to hear what a compiled statement writes; None when nothing of it counts."""
    verb = _VERB.match(text)
    one = vouched().get(verb[2].lower()) if verb else None
    if verb is None or one is None:
        return None
    columns: Columns = None
    if verb[1].upper() == "UPDATE":
        columns = frozenset(_set(text[verb.end() :])) & frozenset(one.columns)
        if not columns:
            return None
        if columns & one.decides:
            columns = None
    found = _RETURNING.search(text)
    if found is None:
        return Plan(one, columns, f'{text} RETURNING "{one.key}" AS {KEY}', KEY, asked=False)
    if one.key in _returned(text[found.end() :]):
        return Plan(one, columns, text, one.key, asked=True)
    return Plan(one, columns, f'{text}, "{one.key}" AS {KEY}', KEY, asked=True)


def _returned(names: str) -> set[str]:
    """What the statement asks for by name: `id, "code", count(*) AS n` → id, code, n."""
    return {part.split()[-1].strip('"') for part in names.split(",") if part.strip()}


def _set(text: str) -> Iterator[str]:
    """The columns that stand left of = in `SET a = …, b = (…) WHERE …`, whatever is in the parentheses."""
    rest = text[re.match(r"\s*SET\b", text, re.IGNORECASE).end() :]  # type: ignore[union-attr]
    depth, at = 0, 0
    begins = True
    while at < len(rest):
        letter = rest[at]
        if begins and (name := _NAME.match(rest, at)):
            yield name[1]
            at, begins = name.end(), False
            continue
        if depth == 0 and letter in "WwFfRr" and not rest[at - 1].isalnum() and _END.match(rest, at):
            return
        depth += (letter == "(") - (letter == ")")
        begins = depth == 0 and letter == ","
        at += 1


class Asking(QueryString):
    """A statement that was compiled already, with the keys in its RETURNING."""

    __slots__ = ()

    def __init__(self, text: str, args: list[Any], kind: str) -> None:
        self.template = text
        self.args = args
        self.query_type = kind
        self.table = None
        self.columns = []
        self._alias = None
        self._frozen_compiled_strings = (text, args)


def listened(querystring: QueryString, engine: str) -> tuple[Plan, QueryString] | None:
    """A plan and the statement to run in the place of this one, where what it writes counts and somebody hears."""
    if WRITTEN.get() is None or not AT_THE_END:
        return None
    if querystring.template.startswith(("SELECT", "WITH")):
        return None  # what Piccolo puts together of pieces may begin with a place for one
    text, args = querystring.compile_string(engine_type=engine)
    planned = plan(text)
    return None if planned is None else (planned, Asking(planned.text, args, querystring.query_type))


def heard(planned: Plan, rows: Any) -> Any:
    """Keep what the statement wrote; returns what whoever ran it expects."""
    current = WRITTEN.get()
    if current is not None:
        for row in rows:
            current.add(planned.one, row[planned.key], planned.columns)
    return rows if planned.asked else []


def heard_many(table: str, keys: Iterable[Any], columns: Iterable[str] | None = None) -> None:
    """The same for rows that were written in bulk."""
    current, one = WRITTEN.get(), vouched().get(table)
    if current is None or one is None:
        return
    some = None if columns is None else frozenset(columns) & frozenset(one.columns)
    if some is not None and not some:
        return
    if some is not None and some & one.decides:
        some = None
    for key in keys:
        current.add(one, key, some)


async def end() -> None:
    """What is done last in a transaction."""
    for last in AT_THE_END:
        await last(True)


async def end_early() -> None:
    """Vouch for many rows in between."""
    current = WRITTEN.get()
    if current is not None and current.count() >= MANY:
        for last in AT_THE_END:
            await last(False)
