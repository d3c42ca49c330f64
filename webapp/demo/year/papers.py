"""Documents of the demo, made by the real verbs: signed, delivered, voided, superseded, and one still a draft."""

from __future__ import annotations

import io
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from webapp.accounts.login.sessions import load_user
from webapp.accounts.people import User
from webapp.accounts.tables import Membership
from webapp.clock import now
from webapp.documents import kinds
from webapp.documents.proof import signable
from webapp.documents.queries import content_of, document_for
from webapp.documents.rules import Role
from webapp.documents.verbs import delivering, drafting, issuing, signing
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection

VISITS = 8
Row = dict[str, Any]


def scribble(chance: Random) -> bytes:
    """Something like a signature, as the phone draws it (PNG with transparency)."""
    image = Image.new("RGBA", (360, 140), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    at = 30
    for _ in range(chance.randrange(2, 4)):
        points = [(at + chance.randrange(70), 25 + chance.randrange(90)) for _ in range(7)]
        draw.line(points, fill=(17, 17, 17, 255), width=4, joint="curve")
        at += 90
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


async def write(seed: int) -> int:
    """Documents of the newest visits that ordered something; returns how many. Everything in it happens now."""
    chance = Random(seed)  # noqa: S311 - a demo has no secrets in it
    made = 0
    visits = await _visits()
    for turn, visit in enumerate(visits):
        user = await load_user(visit["lead"])
        if not user.may_inspect:
            continue
        made += await _of_visit(user, visit, turn, turn == len(visits) - 1, chance)
    return made


async def _visits() -> list[Row]:
    """The newest submitted visit with an order of each of some enterprises; those of easy accounts come last."""
    easy = await Membership.select(Membership.enterprise).where(
        Membership.person.username.like("owner%") & Membership.ended_at.is_null()
    )
    shown = {row["enterprise"] for row in easy}
    rows = (
        await Finding.select(Finding.inspection, Finding.enterprise)
        .where((Finding.handling == "order") & Finding.state.is_in(["open", "reported"]))
        .order_by(Finding.found_at, Finding.id, ascending=False)
        .limit(300)
    )
    newest = {row["enterprise"]: row["inspection"] for row in reversed(rows)}
    wanted = [newest[one] for one in sorted(newest, key=shown.__contains__)][-VISITS:]
    if not wanted:
        return []
    found: list[Row] = await Inspection.select().where(
        Inspection.id.is_in(wanted) & (Inspection.state == "submitted") & Inspection.second.is_not_null()
    )
    return sorted(found, key=lambda row: wanted.index(row["id"]))


async def _of_visit(user: User, visit: Row, turn: int, last: bool, chance: Random) -> int:
    record = await drafting.create(user, visit["id"], kinds.RECORD)
    await _sign(user, record, chance)
    await issuing.issue(user, record)
    order = await drafting.create(user, visit["id"], kinds.ORDER)
    if turn == 0:
        return 2  # still a draft
    await issuing.issue(user, order)
    if turn == 1:
        await issuing.void(user, order, "当事人地址写错，重新制作。")
        order = await drafting.create(user, visit["id"], kinds.ORDER)
        await issuing.issue(user, order)
    elif turn == 2:
        order = await drafting.supersede(user, order)
        await issuing.issue(user, order)
    if turn >= 2 and not last:  # the last one waits for the owner
        await _confirm(order, visit["enterprise"], chance)
    return 2


async def _sign(user: User, document: UUID, chance: Random) -> None:
    content = content_of(await document_for(user, document))
    at: datetime = now()
    for number, (role, name, badge) in enumerate(signing.expected(content)):
        if name:
            drawn = signing.Drawn(Role(role), name, scribble(chance), signable(content), at, badge=badge)
            await signing.sign(user, document, UUID(int=chance.getrandbits(127) + number), drawn)


async def _confirm(document: UUID, enterprise: int, chance: Random) -> None:
    member = (
        await Membership.select(Membership.person)
        .where((Membership.enterprise == enterprise) & Membership.ended_at.is_null())
        .first()
    )
    if member:
        user = await load_user(member["person"])
        await delivering.confirm(user, document, user.name, scribble(chance))
