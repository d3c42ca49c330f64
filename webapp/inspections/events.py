"""What is recorded of visits."""

from webapp.audit.declared import Event, Thing
from webapp.checklists.rules import Result
from webapp.inspections.rules import NoAccess, Outcome, labels
from webapp.inspections.views.words import STATES

INSPECTION = Thing(
    "inspection",
    "检查",
    "/inspections/{}",
    {"state": STATES, "kind": labels, "outcome": Outcome, "result": Result, "no_access": NoAccess},
)

OPENED = Event("inspection.opened", "开始检查", INSPECTION, colour="blue", icon="list")
EDITED = Event("inspection.edited", "修改检查信息", INSPECTION, quiet=True)
ANSWERED = Event("inspection.answered", "填写检查项", INSPECTION, quiet=True)
SLOT_SEEN = Event("inspection.slot_seen", "记录标识和防护用品", INSPECTION, quiet=True)
FINDING_ADDED = Event("inspection.finding_added", "检查中加入问题", INSPECTION, quiet=True)
FINDING_EDITED = Event("inspection.finding_edited", "检查中修改问题", INSPECTION, quiet=True)
FINDING_WITHDRAWN = Event("inspection.finding_withdrawn", "检查中撤回问题", INSPECTION, quiet=True)
FINDING_RECHECKED = Event("inspection.finding_rechecked", "现场复查问题", INSPECTION, quiet=True)
SUBMITTED = Event("inspection.submitted", "提交检查", INSPECTION, colour="blue", icon="check-circle")
HANDED_OVER = Event("inspection.handed_over", "交给企业", INSPECTION, colour="blue", icon="share")
SUPPLEMENTED = Event("inspection.supplemented", "补正检查记录", INSPECTION, icon="edit")
VOIDED = Event("inspection.voided", "作废检查", INSPECTION, icon="x")
COPIED = Event("inspection.copied", "由作废的检查复制", INSPECTION, icon="copy")
DISCARDED = Event("inspection.discarded", "放弃检查", INSPECTION, icon="trash")

# What the visit's own page tells of, by action. Single answers are left out: they stand in the record.
TOLD = {
    event.action: event
    for event in (OPENED, EDITED, SUBMITTED, HANDED_OVER, SUPPLEMENTED, VOIDED, COPIED, DISCARDED)
}
