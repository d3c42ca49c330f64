"""What is recorded of photos."""

from webapp.audit.declared import Event, Thing
from webapp.evidence.rules import PhotoKind

PHOTO = Thing("photo", "照片", values={"kind": PhotoKind})

KEPT = Event("photo.kept", "保存照片", PHOTO, quiet=True)
MARKED = Event("photo.marked", "标注照片", PHOTO, quiet=True)
WITHDRAWN = Event("photo.withdrawn", "撤回照片", PHOTO, quiet=True)
