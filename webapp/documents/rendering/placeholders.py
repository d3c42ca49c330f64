"""What a template may ask for, and what it must show: the names of context.view() as a tree, by kind."""

from typing import Any

Tree = dict[str, Any]
TEXT, PICTURE, MARK = "text", "picture", "mark"


def _texts(*names: str) -> Tree:
    return dict.fromkeys(names, TEXT)


SIGNED: Tree = _texts("role", "role_label", "name", "at", "date", "refused", "witness", "refusal")
SIGNED |= {"image": PICTURE, "mark": PICTURE, "small": PICTURE}
SHOT: Tree = {**_texts("no", "what", "where", "when", "by", "hash", "caption"), "image": PICTURE}
LINE: Tree = _texts("no", "text")
# A list is written as a list with what one element is.
NAMES: Tree = {
    **_texts(
        "kind", "kind_label", "title", "number", "check_url", "statement", "basis_clause", "warning_text"
    ),
    **_texts("rights", "issued"),
    "numbered": MARK,
    "warning": MARK,
    "check_code": PICTURE,
    "seal": PICTURE,
    "bureau": _texts("name", "address", "phone"),
    "enterprise": _texts("name", "credit_code", "address", "legal_person", "contact", "phone", "industry"),
    "visit": {
        **_texts(
            "serial", "kind", "started", "ended", "date", "period", "place", "companion", "companion_post"
        ),
        **_texts("companion_full", "inspectors_full", "badge_sentence", "avoidance_sentence"),
        "badge_shown": MARK,
        "avoidance_told": MARK,
        "inspectors": [_texts("name", "badge")],
    },
    "facts": [TEXT],
    "fact_lines": [LINE],
    "findings": [_texts("no", "item", "fact", "requirement", "article", "due", "penalty")],
    "basis": [TEXT],
    "measures": [TEXT],
    "measure_lines": [LINE],
    "paragraphs": [TEXT],
    "papers": [_texts("title", "number")],
    "photos": [SHOT],
    "photo_rows": [{"left": SHOT, "right": SHOT}],
    "signatures": [SIGNED],
    "signed": {role: [SIGNED] for role in ("companion", "inspector", "witness", "recipient")},
}
LOOP = {**_texts("index"), **dict.fromkeys(("first", "last", "length"), MARK)}


def needs(*lists: str) -> tuple[tuple[str, ...], ...]:
    """ "a, b or c" as (a,), (b, c)."""
    return tuple(tuple(one.strip().split(" or ")) for text in lists for one in text.split(","))


# What the paper is worth nothing without; of several names one is enough.
ALWAYS = needs("title, number, bureau.name, enterprise.name, check_code")
