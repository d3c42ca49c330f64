"""电子送达确认书: an enterprise agrees that documents are delivered when they are in its account, or takes that back."""

from __future__ import annotations

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.db.sql.paging import Page, cut
from webapp.documents.events import CONSENT_ENDED, CONSENT_GIVEN
from webapp.documents.queries import Row
from webapp.documents.tables import Consent
from webapp.documents.views.pictures import keep
from webapp.enterprises.queries import enterprise_for
from webapp.enterprises.tables import Enterprise

SIZE = 50


async def consent_of(enterprise: int) -> Row | None:
    """The consent that stands, with the person's name."""
    row: Row | None = (
        await Consent.select().where((Consent.enterprise == enterprise) & Consent.ended_at.is_null()).first()
    )
    return row


async def consents_of(user: User, after: int = 0) -> Page[Row]:
    """The person's enterprises whose id is above `after`: id, name, and the `consent` that stands, or None."""
    rows = (
        await Enterprise.select(Enterprise.id, Enterprise.name)
        .where(enterprise_condition(user, Enterprise) & (Enterprise.id > after))
        .order_by(Enterprise.id)
        .limit(SIZE + 1)
    )
    page = cut(rows, "id", size=SIZE)
    standing = await Consent.select().where(
        Consent.enterprise.is_in([row["id"] for row in page.rows] or [-1]) & Consent.ended_at.is_null()
    )
    known = {row["enterprise"]: row for row in standing}
    for row in page.rows:
        row["consent"] = known.get(row["id"])
    return page


async def consent(user: User, enterprise: int, name: str, image: bytes | None = None) -> None:
    """Sign the 电子送达确认书 of one's enterprise; the same again changes nothing."""
    row = await enterprise_for(user, enterprise)
    async with transaction():
        await lock(Enterprise, enterprise)
        if await consent_of(enterprise):
            return
        picture = await keep(image) if image else None
        await Consent.insert(
            Consent(enterprise=enterprise, person=user.id, name=name, picture=picture, given_at=now())
        )
        await record(
            user,
            CONSENT_GIVEN,
            enterprise,
            after={"name": name},
            enterprise=enterprise,
            bureau=row["bureau"],
        )


async def end_consent(user: User, enterprise: int) -> None:
    """Take the consent back; what was delivered stays delivered."""
    row = await enterprise_for(user, enterprise)
    async with transaction():
        await lock(Enterprise, enterprise)
        known = await consent_of(enterprise)
        if known is None:
            return
        await Consent.update({Consent.ended_at: now()}).where(Consent.id == known["id"])
        await record(
            user, CONSENT_ENDED, enterprise, before={"name": known["name"]},
            enterprise=enterprise, bureau=row["bureau"],
        )  # fmt: skip
