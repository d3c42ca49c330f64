"""Visits and findings without answers, photos and events: what lists and the board count."""

from __future__ import annotations

from datetime import date, timedelta

from webapp.demo.book import Book
from webapp.demo.land.enterprises import Site
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.year.visits import COMMON
from webapp.findings.rules import Handling, State
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection

THREE_VISITS = (3, 3, 4)  # findings: ten in three visits
OLD = (State.CLOSED, State.CLOSED, State.CLOSED, State.CLOSED, State.CLOSED, State.TERMINATED)
NEW = (State.CLOSED, State.CLOSED, State.OPEN, State.OPEN, State.REPORTED, State.VOID)


def history(book: Book, known: Knowledge, site: Site, people: list[int], day: date, turn: int) -> None:
    """The enterprise's visit number `turn`, submitted, with three or four findings; those of a recent one are partly open."""
    findings = THREE_VISITS[turn % len(THREE_VISITS)]
    chance = book.chance
    lead, second = people if chance.random() < 0.5 else people[::-1]
    at = book.moment(day, chance.randrange(9, 17))
    visit = book.uuid(at)
    book.add(
        Inspection, id=visit, enterprise=site.id, bureau=site.row["bureau"], version=known.version, kind="routine", lead=lead, second=second,
        showed_badge=True, told_rights=True, state="submitted", started_at=at, ended_at=at + timedelta(hours=1),
        received_at=at, submitted_at=at + timedelta(hours=1), submitted_by=lead,
        conclusion=f"发现 {findings} 个问题，请按期整改并报告整改情况。",
    )  # fmt: skip
    site.row["last_visit_at"] = at
    recent = (book.today - day).days < 60
    for number in range(1, findings + 1):
        item = known.items[chance.choice(COMMON)]
        state = chance.choice(NEW if recent else OLD)
        due = day + timedelta(days=item["days"])
        waiting = at + timedelta(days=5) if state is State.REPORTED else None
        ended = (
            at + timedelta(days=chance.randrange(3, 40))
            if state not in (State.OPEN, State.REPORTED)
            else None
        )
        book.add(
            Finding, enterprise=site.id, bureau=site.row["bureau"], inspection=visit, draft=book.uuid(at), number=number, item_code=item["code"],
            item_text=item["content"], violation=item["violation"], legal_basis=item["duty_basis"],
            penalty_article=item["penalty_article"], mode=item["mode"], fact=item["standard_fact"],
            requirement=item["standard_requirement"], handling=Handling.ORDER.value, first_due_on=due, due_on=due,
            state=state.value, round=1, responsible=lead, found_by=lead, found_at=at, waiting_since=waiting,
            ended_at=ended, ended_by=lead if ended else None,
        )  # fmt: skip
        site.row["open_findings"] += state in (State.OPEN, State.REPORTED)
