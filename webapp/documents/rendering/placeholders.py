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

# What the paper is worth nothing without; of several names one is enough.
ALWAYS = (
    ("title",), ("number",), ("bureau.name",), ("enterprise.name",), ("check_code",),
)  # fmt: skip
ISSUED = (("issued",), ("seal",))
RECEIVED = (("signed.recipient", "signed.companion", "signatures"),)
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "record": (
        ("visit.period", "visit.started"), ("visit.place",), ("visit.inspectors_full", "visit.inspectors.badge"),
        ("visit.badge_sentence", "visit.badge_shown"), ("visit.avoidance_sentence", "visit.avoidance_told"),
        ("fact_lines.text", "facts"), ("statement",), ("signed.companion", "signatures"),
        ("signed.inspector", "signatures"), ("signatures.refusal", "signed.companion.refusal"),
    ),
    "advice": (("findings.fact",), ("findings.requirement",), *RECEIVED, *ISSUED),
    "order": (
        ("findings.fact",), ("findings.article",), ("findings.requirement",), ("findings.due",),
        ("warning_text",), ("rights",), *RECEIVED, *ISSUED,
    ),
    "delivery": (("papers.title",), ("papers.number",), ("paragraphs",), *RECEIVED, *ISSUED),
    "recheck": (("paragraphs",), *RECEIVED, *ISSUED),
    "closure": (("findings.fact",), *ISSUED),
    "report": (
        ("findings.fact",), ("photos.image", "photo_rows.left.image"), ("photos.caption", "photo_rows.left.caption"),
    ),
}  # fmt: skip
