"""Which characters the fonts of this machine can draw on paper; a visible code stands for those that they cannot.

typst itself is asked, as it will be asked for the paper: it takes what no font draws for an error of PDF/A.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import typst

from webapp import fonts
from webapp.glyphs import KIN, clusters, legible, seen, stood_in

_PAGE = b"""#set page(width: 400pt, height: auto)
#set text(font: json(bytes(sys.inputs.fonts)), lang: "zh", region: "cn")
#for one in json(bytes(sys.inputs.pieces)) { block(one) }"""
# More is no text of people: what was not tried by then counts as not drawable, and is tried when it comes again.
MOST_TRIES = 600
MOST_KNOWN = 60_000


def undrawable(texts: Iterable[str]) -> set[str]:
    """The pieces (glyphs.clusters) of legible texts that would be empty boxes; blocks, some milliseconds for new ones.

    Each of their characters must be drawn as well: of a joined emoji typst may leave out a part without a word.
    """
    known = fonts.faces().known
    if len(known) > MOST_KNOWN:
        known.clear()
    pieces = {one for text in texts if not text.isascii() for one in clusters(text)}
    parts = {one: {one, *seen(one)} for one in pieces if not one.isspace()}
    new = sorted(set().union(*parts.values()) - known.keys())
    tries = [MOST_TRIES]
    for at in range(0, len(new), 256):
        _learn(new[at : at + 256], known, tries)
    return {one for one, needed in parts.items() if not all(known.get(part) for part in needed)}


def drawable(text: str) -> str:
    """The text as it can be drawn: each piece itself, its kin, or its code."""
    return str(all_drawable(legible(text)))


def all_drawable(value: Any) -> Any:
    """The same for every text in lists and dicts that are legible already."""
    missing = missing_in(value)
    return _each(value, missing) if missing else value


def missing_in(value: Any) -> set[str]:
    """The pieces of these texts that cannot be drawn, their single letters among them, and what has no kin here."""
    texts = list(texts_in(value))
    missing = undrawable(texts)
    return missing | undrawable([*KIN.values(), *(one[0] for one in missing)]) if missing else missing


def plainly(value: Any) -> Any:
    """Every text with nothing but what a Chinese font must have: the way out where single pieces can be drawn, yet not
    as they stand together.
    """
    return _each(value, {one for text in texts_in(value) for one in clusters(text) if not _plain(one)})


def texts_in(value: Any) -> Iterable[str]:
    """Every text in lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def _plain(one: str) -> bool:
    return one.isascii() or one.isspace() or (len(one) == 1 and _in_gb2312(one))


def _in_gb2312(one: str) -> bool:
    try:
        return bool(one.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _each(value: Any, missing: set[str]) -> Any:
    if isinstance(value, str):
        return stood_in(value, missing)
    if isinstance(value, dict):
        return {name: _each(one, missing) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each(one, missing) for one in value]
    return value


def _learn(pieces: list[str], known: dict[str, bool], tries: list[int]) -> None:
    """Try all at once, and the halves where that fails."""
    if not pieces or tries[0] <= 0:
        return
    tries[0] -= 1
    if _draws(pieces):
        known.update(dict.fromkeys(pieces, True))
    elif len(pieces) == 1:
        known[pieces[0]] = False
    else:
        half = len(pieces) // 2
        _learn(pieces[:half], known, tries)
        _learn(pieces[half:], known, tries)


def _draws(pieces: list[str]) -> bool:
    faces = fonts.faces()
    inputs = {"fonts": json.dumps([*faces.body, *faces.more]), "pieces": json.dumps(pieces)}
    try:
        typst.compile(_PAGE, format="pdf", font_paths=faces.found, pdf_standards="a-2b", sys_inputs=inputs)
    except typst.TypstError:
        return False
    return True
