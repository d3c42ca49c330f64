"""Notices of what happens to findings, written in the transaction in which it happens."""

from __future__ import annotations

from typing import Any

from webapp.accounts.members.credentials import issuers_of
from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit.declared import Event
from webapp.clock import now
from webapp.enterprises.tables import Enterprise
from webapp.findings.events import (
    CLOSED,
    EXTENDED,
    EXTENSION_ASKED,
    EXTENSION_REFUSED,
    OBJECTED,
    OBJECTION_REFUSED,
    OBJECTION_UPHELD,
    OPENED,
    RECHECK_OUTCOMES,
    RECHECKED,
    REPORTED,
    RETURNED,
    TERMINATED,
    VOIDED,
)
from webapp.findings.rules import Source, State
from webapp.findings.rules.reminders import Reminder
from webapp.reminders.notices import Message, people_of, post, responsible_people, supervisors_of
from webapp.reminders.tables import Notice

Row = dict[str, Any]

# What an action answers: those notices ask nobody for anything any more, and count as read.
REPORTS = (REPORTED.name, Reminder.WAITING_3.value)
EVERYTHING = (*REPORTS, EXTENSION_ASKED.name, OBJECTED.name)
ANSWERED: dict[Event, tuple[str, ...]] = {
    CLOSED: EVERYTHING, TERMINATED: EVERYTHING, VOIDED: EVERYTHING, OBJECTION_UPHELD: EVERYTHING,
    RETURNED: REPORTS, RECHECKED: REPORTS,
    EXTENDED: (EXTENSION_ASKED.name,), EXTENSION_REFUSED: (EXTENSION_ASKED.name,), OBJECTION_REFUSED: (OBJECTED.name,),
}  # fmt: skip


async def on_findings(event: Event, findings: list[Row], actor: User, text: str) -> None:
    """A listener of webapp.findings: tell those whom it concerns, but not the person who did it."""
    for_enterprise = event.to_enterprise
    if event is OPENED:
        findings = [row for row in findings if row["state"] == State.OPEN.value]
    if not findings:
        return
    for row in findings:
        await answered(row, ANSWERED.get(event, ()))
    stamp = now().isoformat(timespec="microseconds")
    if event is RECHECKED:
        for_enterprise = RECHECK_OUTCOMES.get(findings[0]["state"], for_enterprise)
    if for_enterprise:
        enterprise = findings[0]["enterprise"]
        people = (await people_of([enterprise]))[enterprise]
        await post(_message(event, for_enterprise, findings, text, stamp), _others(people, actor))
    if event.to_bureau:
        row = await _named(findings[0])
        people = await _able(row, actor)
        message = _message(event, event.to_bureau, [row], f"{row['enterprise_name']}：{text}", stamp)
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


def _message(event: Event, title: str, findings: list[Row], text: str, stamp: str) -> Message:
    """`stamp` makes the occasion unique: the same thing may happen in every round."""
    first = findings[0]
    lines = [f"{row['requirement']}（期限 {row['due_on']}）" for row in findings[:10]]
    if text:
        lines.append(text)
    return Message(
        f"{first['id']}:{event.name}:{stamp}",
        event.name,
        title.format(n=len(findings), source=Source(first["source"]).label),
        "\n".join(lines),
        "/findings" if len(findings) > 1 else f"/findings/{first['id']}",
    )


def opened(findings: list[Row]) -> Message:
    """The notice of these findings of one visit as it would be written now."""
    return _message(OPENED, OPENED.to_enterprise, findings, "", "")
