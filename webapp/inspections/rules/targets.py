"""What a photo of a visit belongs to (Photo.target). Anything else is a photo of the visit as a whole."""

from __future__ import annotations

OWNER = "inspection"  # Photo.owner_kind; Photo.owner_id is the visit's id
WHOLE = ("", "gate", "visit")


def item_target(code: str) -> str:
    return f"item:{code}"


def slot_target(key: str) -> str:
    return f"slot:{key}"


def finding_target(draft: object) -> str:
    """What shows the fault of a drafted finding."""
    return f"finding:{draft}"


def after_target(draft: object) -> str:
    """What shows that it was mended on the spot."""
    return f"after:{draft}"


def recheck_target(finding: int) -> str:
    """What a 复查 shows of an open finding."""
    return f"recheck:{finding}"
