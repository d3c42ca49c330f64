"""What is recorded of checklists and of the catalogue of violations."""

from webapp.audit.declared import Event, Thing
from webapp.subjects import Purpose, Subject

CHECKLIST = Thing("checklist", "检查表", values={"subject": Subject, "purpose": Purpose})
VERSION = Thing(
    "checklist_version",
    "检查表版本",
    values={"state": {"draft": "草稿", "published": "已发布", "retired": "已停用"}},
)
VIOLATION = Thing("violation", "违法行为")

CREATED = Event("checklist.created", "新建检查表", CHECKLIST)
EDITED = Event("checklist.edited", "修改检查表", CHECKLIST)
DISCARDED = Event("checklist.discarded", "删除检查表", CHECKLIST)
MADE_DEFAULT = Event("checklist.made_default", "设为默认检查表", CHECKLIST)
SHIPPED = Event("checklist.published", "装入自带检查表", VERSION)
VERSION_CREATED = Event("checklist_version.created", "新建检查表版本", VERSION)
VERSION_EDITED = Event("checklist_version.edited", "修改检查表版本", VERSION)
VERSION_PUBLISHED = Event("checklist_version.published", "发布检查表版本", VERSION)
VERSION_DISCARDED = Event("checklist_version.discarded", "删除检查表草稿", VERSION)
VERSION_RESCORED = Event("checklist_version.rescored", "修改评分规则", VERSION)
ITEM_ADDED = Event("checklist_item.added", "加入检查项", VERSION)
ITEM_EDITED = Event("checklist_item.edited", "修改检查项", VERSION)
ITEM_MOVED = Event("checklist_item.moved", "移动检查项", VERSION)
ITEM_REMOVED = Event("checklist_item.removed", "删除检查项", VERSION)
VIOLATION_ADDED = Event("violation.added", "加入违法行为", VIOLATION)
VIOLATION_EDITED = Event("violation.edited", "修改违法行为", VIOLATION)
