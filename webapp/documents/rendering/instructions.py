"""The fields of a DOCX: every instruction as Word puts it together from runs, and whether all of them are harmless."""

from collections.abc import Iterator
from typing import Any

from webapp.documents.rendering.allowed import FIELDS

# Characters that take part in a placeholder: with one of them a field could be another one once it is filled.
_MARKS = frozenset("{}%")
_SPACES = {"tab", "br", "cr", "p"}
_HIDDEN = {"sym", "noBreakHyphen", "softHyphen"}
_TEXTS = {"instrText", "delInstrText", "t", "delText"}
_NESTED = "\0"


def harmless(elements: Iterator[Any]) -> bool:
    """Whether each field that begins among these elements (of Word's namespace, in the order of the file) is allowed."""
    stray = ""
    open_: list[list[Any]] = []  # [instruction so far, whether it still goes on]
    for one in elements:
        name = one.tag.rpartition("}")[2]
        if name == "fldSimple" and not _allowed(_attribute(one, "instr")):
            return False
        if name == "fldChar":
            kind = _attribute(one, "fldCharType")
            if kind == "begin":
                if open_ and open_[-1][1]:
                    open_[-1][0] += _NESTED
                open_.append(["", True])
            elif open_ and kind in {"separate", "end"}:
                if open_[-1][1] and not _allowed(open_[-1][0]):
                    return False
                open_[-1][1] = False
                if kind == "end":
                    open_.pop()
        elif open_ and open_[-1][1]:
            if name in _HIDDEN:
                return False
            open_[-1][0] += " " if name in _SPACES else (one.text or "") if name in _TEXTS else ""
        elif name in {"instrText", "delInstrText"}:
            stray += one.text or ""
    return _allowed(stray) and all(_allowed(text) for text, goes_on in open_ if goes_on)


def _attribute(element: Any, wanted: str) -> str:
    """The attribute of this name, whatever its namespace."""
    return "".join(value for name, value in element.attrib.items() if name.rpartition("}")[2] == wanted)


def _allowed(instruction: str) -> bool:
    if not instruction.strip():
        return True
    if _MARKS & set(instruction):
        return False
    text = instruction.strip()
    if text.startswith("="):
        return True
    length = next(
        (at for at, letter in enumerate(text) if not (letter.isascii() and letter.isalpha())), len(text)
    )
    name, rest = text[:length].upper(), text[length:].split()
    if name == "HYPERLINK":
        # To a place in the paper itself, as tables of contents have them.
        return len(rest) == 2 and rest[0] == "\\l" and _NESTED not in rest[1]
    return name in FIELDS
