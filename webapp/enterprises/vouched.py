"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.enterprises.tables import (
    Enterprise,
    EnterpriseHazard,
    FormerName,
    HazardFactor,
    Industry,
    QrCode,
    SignGroup,
)

VOUCHED = [
    Vouched(Industry, "行业"),
    Vouched(SignGroup, "警示标识组"),
    Vouched(HazardFactor, "危害因素"),
    Vouched(
        Enterprise,
        "用人单位",
        apart={
            "search": "made of name and code for searching",
            "name_key": "made of the name for comparing",
            "sort_key": "made of the name for ordering",
            "open_findings": "a count of findings, which are vouched for",
            "last_visit_at": "the date of the last visit, which is vouched for",
        },
    ),
    Vouched(FormerName, "曾用名"),
    Vouched(EnterpriseHazard, "用人单位的危害因素"),
    Vouched(QrCode, "二维码"),
]
