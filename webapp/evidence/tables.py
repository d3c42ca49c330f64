"""Photos and attached files: one row each; the bytes lie in the storage under their hash."""

from piccolo.columns import UUID, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from webapp.accounts.tables import Person


class Photo(Table):
    """Evidence of an owner (inspection, rectification report, …) and of a target in it (item, slot, finding).

    Times are aware, positions WGS 84 degrees, accuracy metres. `taken_*` and the position are what the phone
    said, `exif_*` what the file says, `camera_*` describe the camera's file before the phone made it smaller.
    """

    id = UUID(primary_key=True, default=None)
    owner_kind = Varchar(length=20)
    owner_id = Varchar(length=64)
    target = Varchar(length=64, default="")
    kind = Varchar(length=20, default="other")
    sha256 = Varchar(length=64, index=True)
    size = Integer()
    media_type = Varchar(length=40)
    width = Integer(default=0)
    height = Integer(default=0)
    orientation = Integer(default=1)
    key = Varchar(length=80)
    taken_at = Timestamptz(default=None, null=True)
    taken_offset_minutes = Integer(default=None, null=True)
    latitude = DoublePrecision(default=None, null=True)
    longitude = DoublePrecision(default=None, null=True)
    accuracy = DoublePrecision(default=None, null=True)
    exif_taken_at = Timestamptz(default=None, null=True)
    exif_latitude = DoublePrecision(default=None, null=True)
    exif_longitude = DoublePrecision(default=None, null=True)
    camera_sha256 = Varchar(length=64, default="")
    camera_size = Integer(default=None, null=True)
    uploaded_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    uploaded_at = Timestamptz(default=None)
    derived = Varchar(length=10, default="waiting")
    failure = Text(default="")
    withdrawn_at = Timestamptz(default=None, null=True)
    withdrawn_by = ForeignKey(Person, null=True, default=None, index=True, on_delete=OnDelete.restrict)


INDEXES = [
    "CREATE INDEX photo_owner ON photo (owner_kind, owner_id)",
    "CREATE INDEX photo_waiting ON photo (uploaded_at) WHERE derived = 'waiting'",
]
