"""What is handed to the enterprise: the findings, who inspected, how to check the receipt, how to get in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp.accounts.members.activation import issue
from webapp.accounts.members.credentials import NOWHERE, Trace
from webapp.accounts.people import User
from webapp.accounts.rules import ACTIVATION_LIFE
from webapp.accounts.tables import Membership
from webapp.audit import record
from webapp.clock import local, now
from webapp.db import lock, transaction
from webapp.errors import Conflict
from webapp.findings.rules import Handling, State
from webapp.findings.tables import Finding
from webapp.inspections.events import HANDED_OVER
from webapp.inspections.queries.participants import guard_mender
from webapp.inspections.queries.record import load_row
from webapp.inspections.queries.shortcomings import shortcomings
from webapp.inspections.queries.visits import Row, names_of, visit_for
from webapp.inspections.receipts import sealing as receipts
from webapp.inspections.rules import Outcome, kind_of
from webapp.inspections.tables import Inspection
from webapp.inspections.views import words
from webapp.settings import settings

NOTED = "检查时记下的不足（基本符合），请改进："
SEEN = "{}时看到："


@dataclass(frozen=True)
class Handover:
    """`accounts`: how many people of the enterprise have one already; `voided`: findings that were withdrawn since;
    `noted`: what was wanting without being a finding.
    """

    visit: Row
    receipt: Row
    people: list[Row]
    findings: list[Row]
    accounts: int
    voided: int = 0
    noted: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return receipts.address(self.receipt)

    @property
    def code(self) -> str:
        return receipts.short_code(self.receipt)


async def handover_of(user: User, inspection: UUID) -> Handover:
    """Read it; NotFound outside of the reach, Conflict before submission and after voiding."""
    visit = await visit_for(user, inspection)
    receipt = await receipts.receipt_of(inspection)
    if receipt is None:
        raise Conflict("检查提交以后才能交给企业。")
    if visit["state"] != "submitted":
        raise Conflict("这次检查已作废，不能再交给企业。")
    people = await names_of([one for one in (visit["lead"], visit["second"]) if one])
    findings = (
        await Finding.select(
            Finding.number, Finding.fact, Finding.requirement, Finding.first_due_on, Finding.due_on, Finding.handling,
            Finding.corrected_on_site, Finding.on_site_note, Finding.legal_basis, Finding.item_code, Finding.state,
        )
        .where(Finding.inspection == inspection)
        .order_by(Finding.number)
    )  # fmt: skip
    accounts = await Membership.count().where(
        (Membership.enterprise == visit["enterprise"]) & Membership.ended_at.is_null()
    )
    standing = [row for row in findings if row["state"] != State.VOID.value]
    voided = len(findings) - len(standing)
    noted = tuple(shortcomings(await load_row(visit)))
    return Handover(visit, receipt, list(people.values()), standing, accounts, voided, noted)


async def issue_code(user: User, inspection: UUID, trace: Trace = NOWHERE) -> str:
    """A new activation code for the enterprise of a submitted visit; the two inspectors and supervisors may.

    An assistant does not, also not after a patrol of theirs.
    """
    async with transaction():
        await lock(Inspection, inspection)
        visit = await visit_for(user, inspection)
        guard_mender(user, visit)
        if visit["state"] != "submitted":
            raise Conflict("检查提交以后才能生成激活码。")
        code = await issue(user, visit["enterprise"], note=f"检查 {words.days(visit)}", trace=trace)
        await record(
            user, HANDED_OVER, inspection,
            enterprise=visit["enterprise"], bureau=visit["bureau"],
        )  # fmt: skip
    return code


def activation_address(code: str) -> str:
    """Where the code is used."""
    return f"{settings().base_url}/activate?code={code}"


def valid_until() -> date:
    """The last day of a code that is issued now."""
    return local(now() + ACTIVATION_LIFE).date()


def as_text(handover: Handover, code: str = "") -> str:
    """The same as plain text, to forward in a chat."""
    visit = handover.visit
    inspectors = "、".join(
        f"{one['name']}（{one['badge']}）" if one["badge"] else one["name"] for one in handover.people
    )
    lines = [
        f"【职业卫生监督】{visit['enterprise_name']}",
        f"{words.days(visit, '%Y年%m月%d日')} {kind_of(visit['kind']).title}，{words.outcome(visit)}。",
        f"检查人员：{inspectors}",
    ]
    if visit["conclusion"]:
        lines.append(visit["conclusion"])
    if handover.voided:
        lines.append(withdrawn(handover.voided))
    for at, finding in enumerate(handover.findings, 1):
        lines.append(f"{at}. {finding['fact']}")
        lines.append(
            f"   整改要求：{finding['requirement']}（{Handling(finding['handling']).label}，{due(finding)}）"
        )
    if handover.noted:
        lines.append(noted(visit))
        lines.extend(f"· {sentence}" for sentence in handover.noted)
    lines.append(f"回执：{handover.receipt['serial']}，查验：{handover.address}")
    if code:
        lines.append(
            f"整改账号激活：{activation_address(code)}（激活码 {code}，{valid_until():%m月%d日}前有效，限一人使用）"
        )
    return "\n".join(lines)


def noted(visit: Row) -> str:
    """What stands above the things that were wanting without being findings."""
    kind = kind_of(visit["kind"])
    return NOTED if kind.opens_findings else SEEN.format(kind.title)


def nothing(handover: Handover) -> str:
    """What is said where no finding is listed."""
    visit = handover.visit
    if handover.voided:
        return "现在没有需要整改的问题。"
    if visit["outcome"] == Outcome.NO_ACCESS.value:
        return "检查人员已到场，未能进行检查。请与监督机构联系，另行安排。"
    kind = kind_of(visit["kind"])
    if not kind.opens_findings:
        return f"{kind.title}只记录看到的情况，不认定问题；记录的情况由监督员核实处理。"
    if kind.rechecks:
        return f"本次{kind.title}没有发现新的问题。此前的问题没有改正的，请继续整改并报告。"
    return "本次检查没有记录需要整改的问题。"


def withdrawn(voided: int) -> str:
    """What explains that fewer problems are listed than the conclusion of that day counts."""
    return f"检查时记录的问题有 {voided} 个已经撤销，不需要整改，下面不再列出。"


def due(finding: Row) -> str:
    """When, or that it was mended on the spot."""
    if finding["corrected_on_site"]:
        return "现场已改正"
    return f"期限 {finding['due_on']:%Y-%m-%d}" if finding["due_on"] else "无期限"
