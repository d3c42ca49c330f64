"""Who gave an enterprise's account its way in: kept when a code or a password is issued, and when it is used."""

from collections.abc import Collection
from typing import Any, NamedTuple

from webapp.accounts.login.sessions import token_hash
from webapp.accounts.members.rules import KINDS, Signal, signals
from webapp.accounts.people import User
from webapp.accounts.rules import issuers
from webapp.accounts.tables import Credential
from webapp.clock import now
from webapp.db import sql
from webapp.db.sql.statement import marks

Row = dict[str, Any]
ACTIVATION, RESET = "activation", "reset"


class Trace(NamedTuple):
    """Where a request came from: the cookie that tells this browser apart, its name, its address; "" for unknown."""

    browser: str = ""
    device: str = ""
    address: str = ""

    def columns(self, when: str) -> Row:
        """As it is stored, of "issued" or "used"."""
        return {
            f"{when}_browser": token_hash(self.browser) if self.browser else "",
            f"{when}_device": self.device[:200],
            f"{when}_address": self.address[:64],
        }


NOWHERE = Trace()


async def issued(
    user: User,
    kind: str,
    enterprise: int | None,
    trace: Trace,
    *,
    person: int | None = None,
    activation: int | None = None,
) -> None:
    """Keep who issued a code, or set a person's password, in the transaction that does so."""
    await Credential.insert(
        Credential(
            kind=kind,
            person=person,
            enterprise=enterprise,
            activation=activation,
            issued_by=user.id,
            issued_at=now(),
            **trace.columns("issued"),
        )
    )


async def activated(activation: int, person: int, trace: Trace) -> Row:
    """The code was used; returns what its event tells."""
    row = await Credential.select().where(Credential.activation == activation).first()
    return await _used(row, person, trace)


async def taken_over(person: int, trace: Trace) -> Row:
    """Somebody has changed the password that a bureau gave them; returns what its event tells, nothing for others."""
    row = (
        await Credential.select()
        .where((Credential.person == person) & (Credential.kind == RESET) & Credential.used_at.is_null())
        .order_by(Credential.id, ascending=False)
        .first()
    )
    return await _used(row, person, trace)


async def _used(row: Row | None, person: int, trace: Trace) -> Row:
    if row is None:
        return {}
    row |= {"person": person, "used_at": now(), **trace.columns("used")}
    found = Signal(row["signals"]) | signals(row)
    changed: dict[Any, Any] = {name: row[name] for name in row if name.startswith("used_")}
    await Credential.update(changed | {"person": person, "signals": int(found)}).where(
        Credential.id == row["id"]
    )
    [known] = await credentials_of([person], only=row["id"])
    return {"issuer": known["issuer"] or "", **({"signals": found.words} if found else {})}


async def credentials_of(people: Collection[int], *, only: int | None = None) -> list[Row]:
    """All credentials of these accounts, the oldest first, with `issuer` (a name), `kind_name` and `words`."""
    if not people:
        return []
    rows = await sql(
        "SELECT c.id, c.kind, c.person, c.issued_by, c.issued_at, c.used_at, c.signals, i.name AS issuer "  # noqa: S608
        f"FROM credential c LEFT JOIN person i ON i.id = c.issued_by WHERE c.person IN ({marks(people)}) "
        + ("AND c.id = {} " if only else "")
        + "ORDER BY c.id",
        *people,
        *([only] if only else []),
    )
    return [dressed(row) for row in rows]


def dressed(row: Row) -> Row:
    """With the words of its kind and of its signals."""
    return row | {"kind_name": KINDS[row["kind"]], "words": Signal(row["signals"]).words}


async def issuers_of(people: Collection[int]) -> dict[int, frozenset[int]]:
    """Of each of these accounts, everybody who gave it a way in."""
    known = await credentials_of(people)
    return {person: issuers(row for row in known if row["person"] == person) for person in set(people)}


async def has_issued(user: int, person: int) -> bool:
    """Whether this person of a bureau ever issued a code that the account used, or set its password."""
    return user in (await issuers_of([person]))[person]
