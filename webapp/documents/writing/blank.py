"""A content that says nothing: where every document begins, and what is shown of one that cannot be read any more."""

from __future__ import annotations

from webapp.documents.writing.content import Content


def blank(kind: str = "record", title: str = "") -> Content:
    """Every name of a content with nothing in it."""
    return {
        "kind": kind,
        "title": title,
        "bureau": {"name": "", "address": "", "phone": ""},
        "enterprise": {
            "name": "",
            "credit_code": "",
            "address": "",
            "legal_person": "",
            "contact": "",
            "phone": "",
            "industry": "",
        },
        "visit": {
            "serial": "",
            "kind": "",
            "started": "",
            "ended": "",
            "place": "",
            "companion": "",
            "companion_post": "",
            "inspectors": [],
            "badge_shown": False,
            "avoidance_told": False,
        },
        "facts": [],
        "statement": "",
        "findings": [],
        "basis": [],
        "measures": [],
        "warning": False,
        "rights": "",
        "paragraphs": [],
        "papers": [],
        "photos": [],
        "signatures": [],
        "issued": None,
    }
