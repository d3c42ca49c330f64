"""The image of a bureau's seal: who may put it on a document, and that each time is told."""

from __future__ import annotations

from typing import Any

from webapp.accounts.people import User
from webapp.accounts.queries import bureau_for
from webapp.accounts.tables import Bureau
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.documents.events import SEAL_ADDED, SEAL_CHANGED, SEAL_ENDED
from webapp.documents.tables import BureauSeal
from webapp.documents.views.pictures import keep
from webapp.errors import Forbidden

Row = dict[str, Any]


async def seal_of(bureau: int) -> Row | None:
    """The seal in use: picture, inspectors, added_at, added_by's name."""
    row: Row | None = (
        await BureauSeal.select(*BureauSeal.all_columns(), BureauSeal.added_by.name.as_alias("added_name"))
        .where((BureauSeal.bureau == bureau) & BureauSeal.ended_at.is_null())
        .first()
    )
    return row


async def usable(user: User, bureau: int) -> Row | None:
    """The seal of an issuing bureau if this person may use it: with a badge, of that bureau or of one that issues in its
    name, and a supervisor unless inspectors may too.
    """
    seal = await seal_of(bureau)
    if seal is None or not user.may_inspect or not (user.supervisor or seal["inspectors"]):
        return None
    if user.bureau == bureau:
        return seal
    own = await Bureau.select(Bureau.authority).where(Bureau.id == user.bureau).first()
    return seal if own and own["authority"] == bureau else None


async def picture_for(user: User, bureau: int) -> str:
    """The picture to put on a document now; Forbidden when this person may not."""
    seal = await usable(user, bureau)
    if seal is None:
        raise Forbidden("您不能使用这个机构的印章，请不加盖签发，或由监管科室签发。")
    return str(seal["picture"])


async def put_seal(user: User, bureau: int, data: bytes | None, inspectors: bool) -> None:
    """Take a new image into use (the old one stays on what was issued), or change only who may use it."""
    await bureau_for(user, bureau)
    async with transaction():
        await lock(Bureau, bureau)
        old = await seal_of(bureau)
        if data is None:
            if old is None or old["inspectors"] == inspectors:
                return
            await BureauSeal.update({BureauSeal.inspectors: inspectors}).where(BureauSeal.id == old["id"])
            await _tell(user, SEAL_CHANGED, bureau, after={"inspectors": inspectors})
            return
        picture = await keep(data)
        if old:
            await BureauSeal.update({BureauSeal.ended_at: now()}).where(BureauSeal.id == old["id"])
        row = BureauSeal(
            bureau=bureau, picture=picture, inspectors=inspectors, added_by=user.id, added_at=now()
        )
        await BureauSeal.insert(row)
        await _tell(user, SEAL_ADDED, bureau, after={"sha256": picture, "inspectors": inspectors})


async def end_seal(user: User, bureau: int) -> None:
    """Take the seal out of use; what was issued keeps it."""
    await bureau_for(user, bureau)
    async with transaction():
        await lock(Bureau, bureau)
        old = await seal_of(bureau)
        if old is None:
            return
        await BureauSeal.update({BureauSeal.ended_at: now()}).where(BureauSeal.id == old["id"])
        await _tell(user, SEAL_ENDED, bureau, before={"sha256": old["picture"]})


async def _tell(user: User, event: Event, bureau: int, **more: Any) -> None:
    await record(user, event, bureau, bureau=bureau, **more)
