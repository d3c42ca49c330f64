"""Notices of what happens to findings, written in the transaction in which it happens."""

from __future__ import annotations

from typing import Any

from webapp.accounts.credentials import issuers_of
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.clock import now
from webapp.enterprises.tables import Enterprise
from webapp.findings.rules import State
from webapp.reminders.notices import Message, people_of, post, responsible_people, supervisors_of
from webapp.reminders.tables import Notice

Row = dict[str, Any]

# action → (title for the enterprise, title for the responsible person); "" for no notice.
TITLES = {
    "opened": ("检查发现 {n} 项问题需要整改", ""),
    "reported": ("", "企业报告整改完成，等您复核"),
    "extension_asked": ("", "企业申请延期，等您答复"),
    "objected": ("", "企业提出异议，等您答复"),
    "withdrawn": ("", "企业撤回了报告"),
    "closed": ("问题已销号", ""),
    "returned": ("整改报告被退回", ""),
    "extended": ("同意延期", ""),
    "extension_refused": ("不同意延期", ""),
    "objection_upheld": ("异议成立，问题作废", ""),
    "objection_refused": ("异议不成立", ""),
    "rechecked": ("现场复查有了结果", ""),
    "terminated": ("问题终止", ""),
    "voided": ("问题作废", ""),
    "reopened": ("问题恢复为未销号", ""),
    "reassigned": ("", "有问题改派给您负责"),
}

# What an action answers: those notices ask nobody for anything any more, and count as read.
REPORTS, EVERYTHING = ("reported", "waiting_3"), ("reported", "waiting_3", "extension_asked", "objected")
ANSWERED = {
    "closed": EVERYTHING, "terminated": EVERYTHING, "voided": EVERYTHING, "objection_upheld": EVERYTHING,
    "returned": REPORTS, "rechecked": REPORTS,
    "extended": ("extension_asked",), "extension_refused": ("extension_asked",), "objection_refused": ("objected",),
}  # fmt: skip

RECHECKED = {
    State.CLOSED.value: "现场复查通过，问题已销号",
    State.OPEN.value: "现场复查没有通过，请继续整改",
}


async def on_findings(action: str, findings: list[Row], actor: User, text: str) -> None:
    """A listener of webapp.findings: tell those whom it concerns, but not the person who did it."""
    for_enterprise, for_bureau = TITLES.get(action, ("", ""))
    if action == "opened":
        findings = [row for row in findings if row["state"] == State.OPEN.value]
    if not findings:
        return
    for row in findings:
        await answered(row, ANSWERED.get(action, ()))
    stamp = now().isoformat(timespec="microseconds")
    if action == "rechecked":
        for_enterprise = RECHECKED.get(findings[0]["state"], for_enterprise)
    if for_enterprise:
        enterprise = findings[0]["enterprise"]
        people = (await people_of([enterprise]))[enterprise]
        await post(_message(action, for_enterprise, findings, text, stamp), _others(people, actor))
    if for_bureau:
        row = await _named(findings[0])
        people = await _able(row, actor)
        message = _message(action, for_bureau, [row], f"{row['enterprise_name']}：{text}", stamp)
        await post(message, _others(people, actor))


async def _able(row: Row, actor: User) -> list[Row]:
    """Who is responsible; with the bureau's supervisors where that one opened the reporter's account and may not answer."""
    people = (await responsible_people([row]))[row["id"]]
    issued = (await issuers_of([actor.id]))[actor.id]
    if all(person["id"] not in issued for person in people):
        return people
    desk = (await supervisors_of([row["bureau"]]))[row["bureau"]]
    return list({person["id"]: person for person in [*people, *desk]}.values())


def _others(people: list[Row], actor: User) -> list[Row]:
    return [person for person in people if person["id"] != actor.id]


async def answered(row: Row, kinds: tuple[str, ...]) -> None:
    """What asked for this answer is read, whoever has given it."""
    if not kinds:
        return
    people = Person.select(Person.id).where(Person.bureau == row["bureau"])
    staff = [person["id"] for person in await people] + [row["responsible"]]
    await Notice.update({Notice.read_at: now()}).where(
        Notice.person.is_in(staff)
        & (Notice.href == f"/findings/{row['id']}")
        & Notice.kind.is_in(list(kinds))
        & Notice.read_at.is_null()
    )


async def _named(row: Row) -> Row:
    found = await Enterprise.select(Enterprise.name, Enterprise.bureau).where(
        Enterprise.id == row["enterprise"]
    )
    return {**row, "enterprise_name": found[0]["name"], "bureau": found[0]["bureau"]}


def _message(action: str, title: str, findings: list[Row], text: str, stamp: str) -> Message:
    """`stamp` makes the occasion unique: the same thing may happen in every round."""
    first = findings[0]
    lines = [f"{row['requirement']}（期限 {row['due_on']}）" for row in findings[:10]]
    if text:
        lines.append(text)
    return Message(
        f"{first['id']}:{action}:{stamp}",
        action,
        title.format(n=len(findings)),
        "\n".join(lines),
        "/findings" if len(findings) > 1 else f"/findings/{first['id']}",
    )


def opened(findings: list[Row]) -> Message:
    """The notice of these findings of one visit as it would be written now."""
    return _message("opened", TITLES["opened"][0], findings, "", "")
