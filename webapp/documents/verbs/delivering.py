"""送达: telling the enterprise, its confirmation, delivery noted by staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.clock import CHINA, local, now
from webapp.db import lock, transaction
from webapp.documents import kinds
from webapp.documents.events import DELIVERED, RECEIPT_CONFIRMED
from webapp.documents.proof import loaded
from webapp.documents.queries import Row, columns, document_for
from webapp.documents.rules import Method, Role
from webapp.documents.sides import counted_consent, receipt_barred
from webapp.documents.tables import Delivery, Document
from webapp.documents.verbs.drafting import guard_author
from webapp.documents.views.pictures import keep
from webapp.errors import Conflict, Forbidden, Invalid
from webapp.reminders.notices import Message, people_of, post

CONFIRMED = "在手机上签名确认"
BY_CONSENT = "按电子送达确认书，文书到达账号即为送达"


async def delivery_of(document: UUID) -> Row | None:
    """How the document came to the enterprise at first; None while nobody has it."""
    return await _first(Delivery.document == document)


async def confirmation_of(document: UUID) -> Row | None:
    """Who of the enterprise has confirmed it; the delivery itself when nothing was known of one before."""
    return await _first((Delivery.document == document) & Delivery.person.is_not_null())


async def _first(condition: Any) -> Row | None:
    row: Row | None = (
        await Delivery.select(*Delivery.all_columns(), Delivery.noted_by.name.as_alias("noter"))
        .where(condition)
        .order_by(Delivery.id)
        .first()
    )
    return row


async def deliveries_of(documents: list[UUID]) -> dict[UUID, Row]:
    """How each of the documents came to its enterprise at first, by document."""
    if not documents:
        return {}
    rows = await Delivery.select().where(Delivery.document.is_in(documents)).order_by(Delivery.id)
    return {row["document"]: row for row in reversed(rows)}


async def on_issue(user: User, row: Row) -> None:
    """Tell the people of the enterprise, in the transaction that issues; with a consent it is delivered herewith.

    Not to accounts that the issuer opened, nor by their consent (sides.py): to those another badge delivers.
    """
    kind = kinds.of(row["kind"])
    if kind.delivers:
        await _by_receipt(user, row)
    if not kind.deliverable:
        return
    people = (await people_of([row["enterprise"]]))[row["enterprise"]]
    message = Message(
        key=f"document:{row['id']}",
        kind="document",
        title=f"收到{row['title']}",
        text=f"{row['number']}，请打开查看并确认收到。",
        href=f"/documents/{row['id']}",
    )
    await post(message, people)
    consent = await counted_consent(user.id, row["enterprise"], [person["id"] for person in people])
    if consent:
        await _deliver(user, row, Method.ELECTRONIC, consent["name"], note=BY_CONSENT)


async def still_to_confirm(user: User, notice: Row) -> Row | None:
    """A mail asks for a confirmation only while it is wanted; NotFound out of the person's reach."""
    row = await document_for(user, UUID(notice["key"].split(":", 1)[1]))
    return notice if row["state"] == "issued" and await confirmation_of(row["id"]) is None else None


async def _by_receipt(user: User, row: Row) -> None:
    """A signed 送达回执 delivers the papers it names; a refused one leaves them (留置送达, 令13号 55).

    The day of the signature is that of the delivery (令13号 54), whenever the 送达回执 is issued.
    """
    content = loaded(row["content"])
    signed = next((one for one in content["signatures"] if one["role"] == Role.RECIPIENT.value), None)
    numbers = [paper["number"] for paper in content["papers"]]
    if signed is None or not numbers:
        return
    papers = await Document.select(*columns()).where(
        (Document.inspection == row["inspection"])
        & (Document.state == "issued")
        & Document.number.is_in(numbers)
    )
    known = await deliveries_of([paper["id"] for paper in papers])
    refused = signed["refused"]
    method, said = (
        (Method.LEFT, f"拒收：{refused}")
        if refused
        else (Method.DIRECT, f"签收于{row['title']} {row['number']}")
    )
    at = datetime.strptime(signed["at"], "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)
    for paper in papers:
        if paper["id"] not in known:
            # A phone whose clock is wrong delivers nothing before it was issued, nor tomorrow.
            moment = min(max(at, paper["issued_at"]), now())
            await _deliver(user, paper, method, signed["name"], note=said[:300], noted_by=user.id, at=moment)


async def confirm(user: User, document: UUID, name: str, image: bytes | None) -> None:
    """Somebody of the enterprise has received the document: signs for it. The first confirmation stands.

    It is the delivery when there was none yet; otherwise the day of the delivery stays, and the confirmation is kept
    beside it. Without a drawn signature a consent to electronic delivery has to be on file. Forbidden for an account
    that the document's issuer opened: one person would send it and receive it.
    """
    if not user.employer:
        raise Forbidden("收到文书由用人单位的人员确认。")
    async with transaction():
        await lock(Document, document)
        row = await document_for(user, document)
        if row["state"] != "issued":
            raise Conflict("这份文书已作废，不用再确认。")
        if await confirmation_of(document):
            return
        if said := await receipt_barred(user.id, row):
            raise Forbidden(said)
        if image is None and await counted_consent(row["issued_by"], row["enterprise"], [user.id]) is None:
            raise Invalid("请手写签名，或者先同意电子送达。")
        known = await delivery_of(document)
        method = Method.DIRECT if image else Method.ELECTRONIC
        await _deliver(
            user,
            row,
            Method(known["method"]) if known else method,
            name,
            event=RECEIPT_CONFIRMED if known else DELIVERED,
            note=CONFIRMED if image else BY_CONSENT,
            picture=await keep(image) if image else None,
            person=user.id,
        )


async def note(user: User, document: UUID, method: Method, recipient: str, text: str, at: datetime) -> None:
    """Staff write down that the paper was delivered: by hand, left (with witness or photos), by mail.

    Conflict when it was delivered already: periods run from the first delivery, and nobody moves it.
    """
    if method is Method.ELECTRONIC:
        raise Invalid("电子送达由系统按确认书记录，不用手填。")
    async with transaction():
        await lock(Document, document)
        row = await document_for(user, document)
        guard_author(user, row)
        if row["state"] != "issued":
            raise Conflict("只有已签发的文书可以送达。")
        if known := await delivery_of(document):
            when = f"{local(known['delivered_at']):%Y-%m-%d}"
            raise Conflict(f"这份文书已于 {when} {Method(known['method']).label}，送达日期以第一次送达为准。")
        if local(at).date() < local(row["issued_at"]).date() or at > now():
            raise Invalid("送达日期应在签发之后、今天之前。")
        await _deliver(user, row, method, recipient, note=text, noted_by=user.id, at=at)


async def _deliver(
    user: User,
    row: Row,
    method: Method,
    recipient: str,
    *,
    at: datetime | None = None,
    event: Event = DELIVERED,
    **more: Any,
) -> None:
    moment = at or now()
    await Delivery.insert(
        Delivery(document=row["id"], method=method.value, recipient=recipient, delivered_at=moment, **more)
    )
    after = {
        "title": f"{row['title']} {row['number']}",
        "method": method.label,
        "name": recipient,
        "note": more["note"],
    }
    await record(
        user, event, row["id"], after=after,
        enterprise=row["enterprise"], bureau=row["supervisor"],
    )  # fmt: skip
