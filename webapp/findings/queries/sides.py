"""One person does not stand on both sides of a finding: who gave a reporter's account its way in decides on nothing of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from webapp.accounts.members.credentials import has_issued, issuers_of
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.errors import Forbidden
from webapp.findings.queries import Row, candidates
from webapp.findings.rules import Answer, ReportKind
from webapp.findings.tables import Report

NAMED = 6
BARRED = (
    "{name}的账号由您发激活码开通（或由您重置过密码），{name}提交的内容您不能销号、退回或答复。"
    "请由另一名持执法证的监督人员办理：{others}"
)
NOBODY = "本机构和上级机构都没有别的持证人员，请管理员在“人员”里为另一名监督人员填写执法证号，再由其办理。"
ABOVE = "本机构没有别的持证人员，请上级机构的{names}办理。"


async def guard(user: User, finding: Row, report: Row) -> None:
    """Forbidden, with who else may, for whoever issued or reset the way in of the report's author."""
    if said := await barred(user, finding, report):
        raise Forbidden(said)


async def barred(user: User, finding: Row, report: Row) -> str:
    """Why this person may not answer the report, and who may; "" when they may."""
    if not await has_issued(user.id, report["person"]):
        return ""
    author = await Person.select(Person.name).where(Person.id == report["person"]).first() or {
        "name": "报告人"
    }
    return BARRED.format(name=author["name"], others=await _others(finding, report["person"]))


async def own(user: User, reports: Iterable[Row]) -> bool:
    """Whether any of the reports came from an account that this person gave its way in."""
    known = await issuers_of({report["person"] for report in reports})
    return any(user.id in issued for issued in known.values())


async def issued_by_any(people: Collection[int], findings: Collection[int]) -> list[tuple[int, int]]:
    """(finding, person) where a report that waits came from an account that one of these people gave its way in."""
    if not findings:
        return []
    reports = await Report.select(Report.finding, Report.person).where(
        Report.finding.is_in(list(findings))
        & (Report.state == "sent")
        & (Report.answer == Answer.WAITING.value)
        & (Report.kind != ReportKind.PROGRESS.value)
    )
    known = await issuers_of({report["person"] for report in reports})
    pairs = {(one["finding"], by) for one in reports for by in known[one["person"]] if by in people}
    return sorted(pairs)


async def _others(finding: Row, author: int) -> str:
    issued = (await issuers_of([author]))[author]
    able = [one for one in await candidates(finding) if one["id"] not in issued]
    if not able:
        return NOBODY
    colleagues = await Person.count().where(
        Person.id.is_in([one["id"] for one in able]) & (Person.bureau == finding["bureau"])
    )
    names = "、".join(f"{one['name']}（{one['bureau_name']}）" for one in able[:NAMED])
    names += "等" if len(able) > NAMED else ""
    return f"{names}。" if colleagues else ABOVE.format(names=names)
