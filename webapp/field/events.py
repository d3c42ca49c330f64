"""What is recorded of day lists and of files of unsent visits."""

from webapp.audit.declared import Event, Thing
from webapp.inspections.rules import labels

DAY_LIST = Thing("day_list", "任务", values={"kind": labels})
UNSENT = Thing("unsent", "未送达的检查")

DAY_LIST_MADE = Event("day_list.made", "安排任务", DAY_LIST, icon="calendar")
DAY_LIST_CHANGED = Event("day_list.changed", "修改任务", DAY_LIST, icon="calendar")
DAY_LIST_CANCELLED = Event("day_list.cancelled", "取消任务", DAY_LIST, icon="calendar")
UNSENT_UPLOADED = Event("unsent.uploaded", "上传未送达的检查", UNSENT)
UNSENT_CONFIRMED = Event("unsent.confirmed", "导入未送达的检查", UNSENT)
UNSENT_DISCARDED = Event("unsent.discarded", "删除导出文件", UNSENT)
