"""Whom supervision is about, and what a checklist is used for."""

from __future__ import annotations

from webapp.labels import Labelled


class Subject(Labelled):
    """What an enterprise is to supervision; a checklist is written for one of them."""

    EMPLOYER = "employer", "用人单位"
    RADIOLOGY = "radiology", "放射诊疗机构"
    EXAMINER = "examiner", "职业健康检查机构"
    SERVICE = "service", "职业卫生技术服务机构"
    PUBLIC_PLACE = "public_place", "公共场所"


class Purpose(Labelled):
    """Who fills a checklist in: people of a bureau on a visit, or the enterprise itself."""

    INSPECTION = "inspection", "检查"
    SELF_CHECK = "selfcheck", "自查"


# Those of which inspections/demands.py says what they need on site. Another can be chosen once it stands there.
OFFERED = (Subject.EMPLOYER,)


def offered() -> list[tuple[str, str]]:
    """(value, label) of the subjects that can be chosen."""
    return [(one.value, one.label) for one in OFFERED]
