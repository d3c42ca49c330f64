"""Which row of a list is its head, and which of our columns stands under which heading. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from webapp.web.sheets import Column

# So many rows with anything in them are looked at for the head.
LOOKED_AT = 15
ENOUGH = 2
_ASIDE = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_NUMBERED = re.compile(r"\d{1,2}[.、]")

Texts = tuple[int, list[str]]
Ranked = tuple[str, int]


@lru_cache(maxsize=5_000)
def plain(heading: str) -> str:
    """A heading as it is compared: without blanks, brackets and what is in them, asterisks, and its number."""
    text = "".join(unicodedata.normalize("NFKC", heading[:200]).lower().split())
    text = _ASIDE.sub("", text)
    text = _NUMBERED.sub("", text, count=1) if text[:1].isdigit() else text
    return text.strip("*:：、.。_-")[:100]


class Words:
    """What headings mean: our own, their synonyms, and what the bureau has learned ("" for a column to leave out)."""

    def __init__(self, columns: Sequence[Column], learned: Mapping[str, str]) -> None:
        self.columns = {column.key: column for column in columns}
        self.known: dict[str, Ranked] = {}
        for column in columns:
            for rank, name in enumerate((column.heading, *column.aliases)):
                self.known.setdefault(plain(name), (column.key, rank))
        keys = {*self.columns, ""}
        self.known |= {plain(heading): (key, -1) for heading, key in learned.items() if key in keys}

    def meaning(self, heading: str) -> Ranked | None:
        """(column, how far from our own name); for 甲/乙 what both or the only known one of them means."""
        whole = plain(heading)
        if whole in self.known:
            return self.known[whole]
        parts = {self.known[part] for part in re.split("[/|或]", whole) if part in self.known}
        return min(parts, key=lambda found: found[1]) if len({key for key, _ in parts}) == 1 else None


@dataclass(frozen=True)
class Head:
    """The rows of a head, its headings and the columns under them, both by place (from 0).

    `doubled`: headings of which two mean the same and neither is nearer; `unused`: those without a column of ours.
    """

    last: int
    headings: Mapping[int, str]
    keys: Mapping[int, str]
    unused: tuple[str, ...] = ()
    doubled: tuple[str, ...] = field(default=())


def find_head(rows: Sequence[Texts], words: Words) -> Head | None:
    """The head among the first rows: one row, or two of which the upper one stands over several columns."""
    best: tuple[int, Head] | None = None
    for at in range(len(rows)):
        pairs = [rows[at : at + 1], rows[at : at + 2]] if at + 1 < len(rows) else [rows[at : at + 1]]
        for pair in pairs:
            headings = _headings(pair, words)
            known = {found[0] for text in headings.values() if (found := words.meaning(text))}
            if best is None or len(known) > best[0]:
                best = len(known), _head(pair[-1][0], headings, words)
    if best is not None and best[0] >= ENOUGH:
        return best[1]
    return None


def guess_head(rows: Sequence[Texts], words: Words) -> Head | None:
    """Where nothing is known, the first row with the most words, for a person to say what they mean."""
    counts = [sum(1 for text in texts if text and not text[:1].isdigit()) for _, texts in rows]
    if not counts or max(counts) < ENOUGH:
        return None
    row = rows[counts.index(max(counts))]
    return _head(row[0], _headings([row], words), words)


def _headings(pair: Sequence[Texts], words: Words) -> dict[int, str]:
    if len(pair) == 1:
        return {place: text for place, text in enumerate(pair[0][1]) if text}
    upper, lower = pair[0][1], pair[1][1]
    found: dict[int, str] = {}
    over = ""
    for place in range(max(len(upper), len(lower))):
        top = upper[place] if place < len(upper) else ""
        low = lower[place] if place < len(lower) else ""
        over = top or over
        both = over + low
        text = (both if words.meaning(both) else low) if low else top
        if text:
            found[place] = text
    return found


def _head(last: int, headings: Mapping[int, str], words: Words) -> Head:
    by_key: dict[str, list[tuple[int, int]]] = {}
    for place, text in headings.items():
        found = words.meaning(text)
        if found and found[0]:
            by_key.setdefault(found[0], []).append((found[1], place))
    keys: dict[int, str] = {}
    doubled: list[str] = []
    for key, places in by_key.items():
        nearest = min(rank for rank, _ in places)
        chosen = [place for rank, place in places if rank == nearest or words.columns[key].joined]
        keys |= dict.fromkeys(chosen, key)
        if len(chosen) > 1 and not words.columns[key].joined:
            doubled += [headings[place] for place in chosen]
    unused = tuple(_shown(text for place, text in headings.items() if place not in keys))
    return Head(last, headings, dict(sorted(keys.items())), unused, tuple(_shown(doubled)))


def _shown(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(text.split())[:40] for text in texts))
