"""Photos and files, sealed as they were delivered."""

from piccolo.columns import (
    UUID,
    DoublePrecision,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person


class Photo(Table):
    """A photo (or an attached file); `id` is made by the phone.

    owner_kind and owner_id name the thing it belongs to ("inspection", "report", "finding"); `target` the place in it
    (an item's code, a slot's key, a drafted finding's id); `kind` what it shows. derived: waiting, ready, failed, none; swept (was never
    sent) and gone (its bytes too). `marked`: the version of the PhotoMarks that are shown, 0 for none.
    """

    id = UUID(primary_key=True, default=None)
    owner_kind = Varchar(length=20)
    owner_id = Varchar(length=64)
    target = Varchar(length=100, default="")
    kind = Varchar(length=20)
    sha256 = Varchar(length=64, index=True)
    size = Integer()
    media_type = Varchar(length=40)
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    taken_at = Timestamptz(null=True, default=None)
    taken_offset = SmallInt(null=True, default=None)
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    accuracy = DoublePrecision(null=True, default=None)
    exif_taken_at = Timestamptz(null=True, default=None)
    exif_latitude = DoublePrecision(null=True, default=None)
    exif_longitude = DoublePrecision(null=True, default=None)
    orientation = SmallInt(null=True, default=None)
    camera_sha256 = Varchar(length=64, default="")
    camera_size = Integer(null=True, default=None)
    file_name = Varchar(length=200, default="")
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    received_at = Timestamptz(default=None)
    derived = Varchar(length=12, default="waiting")
    failure = Varchar(length=300, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    marked = SmallInt(default=0)


class PhotoMarks(Table):
    """标注: what somebody drew upon a photo, beside the sealed file. Every version stays; `marks` is JSON of marking.Mark."""

    id = Serial(primary_key=True)
    photo = ForeignKey(Photo, null=False, index=False, on_delete=OnDelete.restrict)
    version = SmallInt()
    marks = Text()
    person = ForeignKey(Person, null=False, index=False, on_delete=OnDelete.restrict)
    at = Timestamptz(default=None)


INDEXES = [
    "CREATE UNIQUE INDEX ux_photo_marks_version ON photo_marks (photo, version)",
    "CREATE INDEX ix_photo_owner ON photo (owner_kind, owner_id)",
    "CREATE INDEX ix_photo_waiting ON photo (received_at) WHERE derived = 'waiting'",
    "CREATE INDEX ix_photo_failed ON photo (received_at) WHERE derived = 'failed'",
    "CREATE INDEX ix_photo_swept ON photo (withdrawn_at) WHERE derived = 'swept'",
    "CREATE INDEX ix_photo_size ON photo (size)",
]
