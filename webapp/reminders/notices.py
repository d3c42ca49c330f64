"""Putting notices into people's inboxes, each key once per person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from webapp.accounts.rules import SUPERVISOR
from webapp.accounts.tables import Membership, Person
from webapp.clock import now
from webapp.db import sql
from webapp.db.sql.statement import defaults, insert_text
from webapp.reminders.tables import Notice
from webapp.settings import settings

_TOGETHER = 80
_PEOPLE = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """What people read; `key` is the occasion, `href` the page of ours where they act."""

    key: str
    kind: str
    title: str
    text: str
    href: str


async def post(message: Message, people: Iterable[Row]) -> int:
    """Give the message to people (rows with id and email) who do not have it yet; returns to how many.

    In the caller's transaction, or alone.
    """
    return (await post_each([(message, people)]))[message.kind]


async def post_each(planned: Iterable[tuple[Message, Iterable[Row]]]) -> Counter[str]:
    """The same for many messages; returns how many notices of each kind are new."""
    moment = now()
    mail = bool(settings().smtp_url)
    constant = defaults(Notice)
    rows = [
        constant
        | {
            "person": person["id"],
            "key": message.key[:120],
            "kind": message.kind,
            "title": message.title[:200],
            "text": message.text,
            "href": message.href,
            "created_at": moment,
            "mail_after": moment if mail and person["email"] else None,
        }
        for message, people in planned
        for person in people
    ]
    made: Counter[str] = Counter()
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        text = insert_text(Notice, tuple(some[0]), len(some))
        new = await sql(
            f"{text} ON CONFLICT (person, key) DO NOTHING RETURNING kind",
            *(value for row in some for value in row.values()),
        )
        made.update(row["kind"] for row in new)
    return made


async def unsent(planned: list[tuple[Message, list[Row]]]) -> list[tuple[Message, list[Row]]]:
    """What of the plan nobody has sent yet: an hourly run mostly finds nothing to write, and takes no lock for it."""
    people = sorted({person["id"] for _, to in planned for person in to})
    keys = sorted({message.key for message, _ in planned})
    known: set[tuple[int, str]] = set()
    for start in range(0, len(people), _PEOPLE):
        rows = await Notice.select(Notice.person, Notice.key).where(
            Notice.person.is_in(people[start : start + _PEOPLE]) & Notice.key.is_in(keys)
        )
        known |= {(row["person"], row["key"]) for row in rows}
    left = [(message, [p for p in to if (p["id"], message.key) not in known]) for message, to in planned]
    return [(message, to) for message, to in left if to]


async def people_of(enterprises: Iterable[int]) -> dict[int, list[Row]]:
    """Who acts for each enterprise now."""
    wanted = sorted(set(enterprises))
    found: dict[int, list[Row]] = {enterprise: [] for enterprise in wanted}
    if wanted:
        for row in await Membership.select(
            Membership.enterprise,
            Membership.person.as_alias("id"),
            Membership.person.email.as_alias("email"),
        ).where(
            Membership.enterprise.is_in(wanted)
            & Membership.ended_at.is_null()
            & (Membership.person.active == True)  # noqa: E712 - Piccolo's comparison
        ):
            found[row["enterprise"]].append(row)
    return found


async def responsible_people(rows: list[Row]) -> dict[int, list[Row]]:
    """By finding: the responsible person, or the supervisors of the bureau when that one has left."""
    ids = sorted({row["responsible"] for row in rows})
    active = {
        person["id"]: person
        for person in await Person.select(Person.id, Person.email).where(
            Person.id.is_in(ids or [-1]) & (Person.active == True)  # noqa: E712
        )
    }
    missing = [row for row in rows if row["responsible"] not in active]
    supervisors = await supervisors_of(row["bureau"] for row in missing)
    return {
        row["id"]: [active[row["responsible"]]]
        if row["responsible"] in active
        else supervisors.get(row["bureau"], [])
        for row in rows
    }


async def supervisors_of(bureaus: Iterable[int]) -> dict[int, list[Row]]:
    """The supervisors of each bureau."""
    wanted = sorted(set(bureaus))
    found: dict[int, list[Row]] = {bureau: [] for bureau in wanted}
    if wanted:
        for person in await Person.select(Person.id, Person.email, Person.bureau).where(
            Person.bureau.is_in(wanted) & (Person.role == SUPERVISOR) & (Person.active == True)  # noqa: E712
        ):
            found[person["bureau"]].append(person)
    return found
