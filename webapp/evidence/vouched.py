"""What of this room is vouched for: see webapp/db/vouching.py."""

from webapp.db.vouching import Vouched
from webapp.evidence.tables import Photo, PhotoMarks

VOUCHED = [
    Vouched(
        Photo,
        "照片",
        apart={
            "derived": "whether the small copies for the screen are made",
            "failure": "why they could not be made",
            "marked": "which version of its marks is shown; the versions count themselves",
        },
    ),
    Vouched(PhotoMarks, "照片标注"),
]
