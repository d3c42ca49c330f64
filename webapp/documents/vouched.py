"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.documents.tables import (
    BureauSeal,
    Consent,
    Delivery,
    Document,
    DocumentLink,
    DocumentStyle,
    NumberSeries,
    Picture,
    Signature,
)

VOUCHED = [
    Vouched(DocumentStyle, "文书样式"),
    Vouched(NumberSeries, "文书编号"),
    Vouched(Picture, "签名或印章的图像"),
    Vouched(BureauSeal, "印章"),
    Vouched(Document, "文书", when="state IN ('issued', 'void')"),
    Vouched(Signature, "签名"),
    Vouched(Delivery, "送达"),
    Vouched(Consent, "电子送达确认书"),
    Vouched(
        DocumentLink,
        "文书链接",
        apart={"openings": "how often it was opened", "opened_at": "when it was opened last"},
    ),
]
