"""What is recorded of administrative areas."""

from webapp.audit.declared import Event, Thing

AREA = Thing("area", "行政区划")

RENEWED = Event("areas.renewed", "更新行政区划", AREA)
