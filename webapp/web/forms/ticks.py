"""Rows of a list that somebody ticked, or all that its filter finds: what is done with them at once, and what is left out.

A list shows the macros of templates/web/_ticks.html and takes the form with `ticked()`; static/js/ticks.js keeps the ticks
over the list's pages and searches. Whatever acts on the rows looks at reach, rights and state of every one again.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.accounts.people import User
from webapp.db.sql.counting import shown
from webapp.errors import Forbidden, Invalid
from webapp.web.access import Access
from webapp.web.forms.body import listed

BIGGEST = 10  # digits of an id that no table has
NOTHING = "还没有勾选，请先在列表中勾选。"
FAR = "不在您的管辖范围内，或已不存在"


@dataclass(frozen=True)
class Act:
    """What can be done with ticked rows: who may, how many at once, and the page that they are taken to.

    `gone`: also with rows that are no longer in use.
    """

    words: str
    icon: str
    access: Access
    most: int
    leads: Callable[[Sequence[int]], str]
    gone: bool = False


@dataclass(frozen=True)
class Ticked:
    """Ids in the order in which they were ticked; or `whole`: everything that the filter finds."""

    ids: tuple[int, ...]
    whole: bool


@dataclass
class Chosen:
    """The rows to act on, and why how many others are left out."""

    rows: list[dict[str, Any]]
    left: Counter[str]


def ids_in(texts: Sequence[Any], most: int) -> tuple[int, ...]:
    """The ids among what was sent, each once, in order; whatever is no id of ours is left out."""
    ids = [int(text) for text in map(str, texts) if text.isascii() and text.isdigit() and len(text) < BIGGEST]
    return tuple(dict.fromkeys(ids))[:most]


def ticked(data: Mapping[str, Any], most: int) -> Ticked:
    """What the form of a list's ticks says; Invalid in words when nothing is ticked. One more than `most` tells of more."""
    whole = bool(listed(data, "whole"))
    ids = () if whole else ids_in(listed(data, "tick"), most)
    if not (ids or whole):
        raise Invalid(NOTHING)
    return Ticked(ids, whole)


def act_of(user: User, acts: Mapping[str, Act], data: Mapping[str, Any]) -> Act:
    """The act whose button was pressed; Forbidden for others than may."""
    act = acts.get(str((listed(data, "do") or [""])[-1]))
    if act is None:
        raise Invalid(NOTHING)
    if not act.access.admits(user):
        raise Forbidden(f"“{act.words}”只供{act.access.name}使用。")
    return act


def open_to(user: User, acts: Mapping[str, Act]) -> dict[str, Act]:
    """The acts that this person may do."""
    return {name: act for name, act in acts.items() if act.access.admits(user)}


def left_out(left: Mapping[str, int], unit: str) -> str:
    """How many were left out and why, in a sentence; "" for none."""
    parts = [f"{shown(number)} {unit}{why}" for why, number in left.items() if number]
    return f"没有包括：{'，'.join(parts)}。" if parts else ""
