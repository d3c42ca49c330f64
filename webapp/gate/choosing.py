"""Which enterprises get a label: named ones, or those that a filter finds, in the person's reach."""

from dataclasses import dataclass
from typing import Any

from webapp.accounts.people import User
from webapp.accounts.reach import bureau_condition, enterprise_condition
from webapp.accounts.tables import Bureau
from webapp.db.sql.like import contains
from webapp.enterprises.lists.listing import lies_in
from webapp.enterprises.rules import Status
from webapp.enterprises.rules.search import fold
from webapp.enterprises.rules.short_codes import show_short_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.gate.labels import Label

MOST_NAMED = 500


@dataclass(frozen=True)
class Wanted:
    """Named enterprises when there are any, else a filter: words, an area's code, bureaus.

    `merged`: the codes that were merged into the area (areas.queries.merged_into).
    """

    enterprises: tuple[int, ...] = ()
    words: str = ""
    area: str = ""
    bureaus: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()

    def condition(self, user: User, enterprise: Any) -> Any:
        """The condition on the Enterprise table, or on a foreign key to it."""
        found = enterprise_condition(user, enterprise)
        if self.enterprises:
            return found & enterprise.id.is_in(list(self.enterprises))
        # Who no longer exists gets no label unless asked for by name.
        found = found & (enterprise.status != Status.DEREGISTERED.value)
        for word in self.words.split():
            found = found & contains(enterprise.search, fold(word))
        if self.area:
            found = found & lies_in(enterprise, self.area, self.merged)
        if self.bureaus:
            found = found & enterprise.bureau.is_in(list(self.bureaus))
        return found


async def count(user: User, wanted: Wanted) -> tuple[int, int]:
    """How many enterprises are wanted, and how many of them have a code."""
    all_of = await Enterprise.count().where(wanted.condition(user, Enterprise))
    coded = await QrCode.count().where(
        QrCode.revoked_at.is_null() & wanted.condition(user, QrCode.enterprise)
    )
    return all_of, coded


async def labels(user: User, wanted: Wanted, *, most: int, after: int = 0) -> list[tuple[int, Label]]:
    """(enterprise id, label) by id, at most `most`, beginning after the enterprise `after`."""
    enterprise: Any = QrCode.enterprise
    rows = await (
        QrCode.select(
            enterprise.id.as_alias("id"),
            enterprise.name.as_alias("name"),
            enterprise.workplace.as_alias("place"),
            enterprise.bureau.name.as_alias("bureau"),
            QrCode.short_code,
            QrCode.token,
        )
        .where(QrCode.revoked_at.is_null() & wanted.condition(user, enterprise) & (QrCode.enterprise > after))
        .order_by(QrCode.enterprise)
        .limit(most)
    )
    return [
        (r["id"], Label(r["name"], r["place"], show_short_code(r["short_code"]), r["bureau"], r["token"]))
        for r in rows
    ]


async def without_code(user: User, wanted: Wanted, most: int) -> list[tuple[int, int]]:
    """(enterprise, bureau) of those wanted that have no code."""
    chosen = Enterprise.select(Enterprise.id, Enterprise.bureau).where(
        wanted.condition(user, Enterprise)
        & Enterprise.id.not_in(QrCode.select(QrCode.enterprise).where(QrCode.revoked_at.is_null()))
    )
    return [(row["id"], row["bureau"]) for row in await chosen.limit(most)]


async def bureaus(user: User) -> list[dict[str, Any]]:
    """The bureaus in reach: id, code, name, parent."""
    return await Bureau.select(Bureau.id, Bureau.code, Bureau.name, Bureau.parent).where(
        bureau_condition(user, Bureau.id)
    )
