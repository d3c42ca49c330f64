"""What is recorded of findings."""

from webapp.audit.declared import Event, Thing
from webapp.findings.rules import Handling, Recheck, ReportKind, Source, State

FINDING = Thing(
    "finding",
    "问题",
    "/findings/{}",
    {"state": State, "source": Source, "handling": Handling, "result": Recheck, "kind": ReportKind},
)
REPORT = Thing("report", "整改报告", values={"kind": ReportKind})

OPENED = Event(
    "finding.opened", "发现问题", FINDING, icon="flag", to_enterprise="{source}发现 {n} 项问题需要整改"
)
PROGRESSED = Event("finding.progressed", "企业报告整改进展", FINDING, colour="blue", icon="send")
REPORTED = Event(
    "finding.reported",
    "企业报告整改完成",
    FINDING,
    colour="blue",
    icon="send",
    to_bureau="企业报告整改完成，等您复核",
)
EXTENSION_ASKED = Event(
    "finding.extension_asked",
    "企业申请延期",
    FINDING,
    colour="amber",
    icon="calendar",
    to_bureau="企业申请延期，等您答复",
)
OBJECTED = Event(
    "finding.objected",
    "企业提出异议",
    FINDING,
    colour="amber",
    icon="alert",
    to_bureau="企业提出异议，等您答复",
)
WITHDRAWN = Event(
    "finding.withdrawn", "企业撤回报告", FINDING, colour="amber", icon="undo", to_bureau="企业撤回了报告"
)
CLOSED = Event("finding.closed", "销号", FINDING, colour="green", icon="check", to_enterprise="问题已销号")
RETURNED = Event(
    "finding.returned", "退回整改", FINDING, colour="amber", icon="undo", to_enterprise="整改报告被退回"
)
EXTENDED = Event(
    "finding.extended", "同意延期", FINDING, colour="blue", icon="calendar", to_enterprise="同意延期"
)
EXTENSION_REFUSED = Event(
    "finding.extension_refused", "不同意延期", FINDING, colour="amber", icon="x", to_enterprise="不同意延期"
)
OBJECTION_UPHELD = Event(
    "finding.objection_upheld", "异议成立，问题作废", FINDING, icon="x", to_enterprise="异议成立，问题作废"
)
OBJECTION_REFUSED = Event(
    "finding.objection_refused", "异议不成立", FINDING, colour="amber", icon="x", to_enterprise="异议不成立"
)
RECHECKED = Event(
    "finding.rechecked", "现场复查", FINDING, colour="blue", icon="search", to_enterprise="现场复查有了结果"
)
REASSIGNED = Event("finding.reassigned", "改派负责人", FINDING, icon="users", to_bureau="有问题改派给您负责")
TERMINATED = Event("finding.terminated", "问题终止", FINDING, icon="x", to_enterprise="问题终止")
VOIDED = Event("finding.voided", "问题作废", FINDING, icon="x", to_enterprise="问题作废")
REOPENED = Event(
    "finding.reopened",
    "复查作废，恢复为未销号",
    FINDING,
    colour="amber",
    icon="undo",
    to_enterprise="问题恢复为未销号",
)
RECHECK_VOIDED = Event("finding.recheck_voided", "复查作废", FINDING, icon="undo")

# What the enterprise is told of a re-inspection, by the state that the finding has after it.
RECHECK_OUTCOMES = {
    State.CLOSED.value: "现场复查通过，问题已销号",
    State.OPEN.value: "现场复查没有通过，请继续整改",
}
