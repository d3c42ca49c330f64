"""无法检查: the closed gate, opened and submitted in one transaction."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.audit import record
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.enterprises.rules.positions import Position, distance_m
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict, Forbidden, NotFound
from webapp.evidence import queries as evidence
from webapp.evidence.forms import Claims
from webapp.evidence.verbs import Guard, Owner, keep
from webapp.inspections.events import OPENED
from webapp.inspections.queries.items import chosen, versions
from webapp.inspections.queries.visits import Row, find
from webapp.inspections.rules import NoAccess, Outcome, kinds_for, who
from webapp.inspections.rules.clocks import trusted_time
from webapp.inspections.rules.targets import OWNER
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.submission import Submitted, submit
from webapp.settings import late

TARGET = "gate"


@dataclass(frozen=True)
class AtTheGate:
    """What the form says. Position in degrees, accuracy in metres."""

    reason: NoAccess
    conclusion: str = ""
    started_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None


async def enterprise_in_reach(user: User, enterprise: int) -> Row:
    """The enterprise's row; NotFound outside of the reach, Forbidden for who may not visit."""
    row: Row | None = (
        await Enterprise.select()
        .where((Enterprise.id == enterprise) & enterprise_condition(user, Enterprise))
        .first()
    )
    if row is None:
        raise NotFound("没有找到这家用人单位，可能不在您的管辖范围内。")
    if not user.may_visit:
        raise Forbidden("没有执法证号，不能记录检查。")
    return row


async def record_no_access(
    user: User, enterprise: int, inspection: UUID, said: AtTheGate, photos: Sequence[bytes]
) -> Submitted:
    """Keep the photos, then open and submit; the same id again gives the same receipt.

    Raises NotFound, Forbidden, Conflict (the id belongs to another visit, or the visit was submitted without this photo),
    StillOpen (no photo), what evidence raises.
    """
    place = await enterprise_in_reach(user, enterprise)
    known = await find(inspection)
    if known is not None and (known["enterprise"], known["lead"], known["outcome"]) != (
        enterprise, user.id, Outcome.NO_ACCESS.value,
    ):  # fmt: skip
        raise Conflict("这个检查编号已用于另一次检查，请重新打开页面。")
    owner = Owner(OWNER, str(inspection), TARGET, enterprise, place["bureau"])
    for data in photos:
        sha256 = (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
        claims = Claims(
            target=TARGET,
            sha256=sha256,
            latitude=said.latitude,
            longitude=said.longitude,
            accuracy=said.accuracy,
        )
        photo = uuid5(inspection, sha256)
        await keep(
            user, photo, owner, claims, _once(data), guard=_before_submission(inspection, enterprise, photo)
        )
    async with transaction():
        await _open(user, place, inspection, said)
        return await submit(user, inspection)


def _before_submission(inspection: UUID, enterprise: int, photo: UUID) -> Guard:
    """No photo enters a visit beside its receipt: the same form sent twice may have submitted it meanwhile."""

    async def guard() -> None:
        await _hold(inspection, enterprise)
        known = await find(inspection)
        frozen = known is not None and known["state"] != "draft"
        # The one that it was submitted with is answered as kept, whoever brought it.
        if frozen and await evidence.find(photo) is None:
            raise Conflict("这次检查已经提交，新照片没有收进记录；需要补充的，请另记一次无法检查。")

    return guard


async def _hold(inspection: UUID, enterprise: int) -> None:
    """Be alone with this gate, also before there is a visit to lock; in the order of a submission."""
    await lock(Inspection, inspection)
    await lock(Enterprise, enterprise)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _open(user: User, place: Row, inspection: UUID, said: AtTheGate) -> None:
    version = chosen(await versions(place["subject"]))
    kind = kinds_for(who(user))[0]
    here = said.latitude is not None and said.longitude is not None
    moment = now()
    started = said.started_at or moment
    row = {
        "id": inspection,
        "enterprise": place["id"],
        "version": version["id"],
        "kind": kind.value,
        "lead": user.id,
        "outcome": Outcome.NO_ACCESS.value,
        "no_access": said.reason.value,
        "started_at": started,
        "began_at": trusted_time(started, moment, late=late()).at,
        "received_at": moment,
        "latitude": said.latitude if here else None,
        "longitude": said.longitude if here else None,
        "accuracy": said.accuracy if here else None,
        "distance": _distance(place, said) if here else None,
        "conclusion": said.conclusion,
    }
    # The enterprise's row is changed when the visit is submitted: two at the same gate are to wait here, not for each
    # other there.
    await _hold(inspection, place["id"])
    made = (
        await Inspection.insert(Inspection(**row))
        .on_conflict(target=Inspection.id, action="DO NOTHING")
        .returning(Inspection.id)
    )
    if made:
        await record(
            user, OPENED, inspection,
            after=row, enterprise=place["id"], bureau=place["bureau"],
        )  # fmt: skip


def _distance(place: Row, said: AtTheGate) -> float | None:
    if place["latitude"] is None or said.latitude is None or said.longitude is None:
        return None
    return distance_m(
        Position(place["latitude"], place["longitude"]), Position(said.latitude, said.longitude)
    )
