"""Signatures and refusals to sign, each under the hash of the document that the phone showed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from webapp.accounts.people import User
from webapp.accounts.tables import Person
from webapp.audit import record
from webapp.audit.declared import Event
from webapp.clock import now
from webapp.db import lock, transaction
from webapp.documents import kinds
from webapp.documents.events import SIGN_REFUSED, SIGNED
from webapp.documents.proof import signable
from webapp.documents.queries import Row, content_of, document_for
from webapp.documents.rules import Role
from webapp.documents.tables import Document, Signature
from webapp.documents.verbs.drafting import open_draft
from webapp.documents.views.pictures import keep
from webapp.documents.writing.content import Content
from webapp.errors import Conflict, Invalid
from webapp.web.text import clean

_HASH = re.compile(r"[0-9a-f]{64}")
_DATA = "data:image/png;base64,"
UNREADABLE = "签名没有传完整，请重新签名。"
VOID = "文书在签名以前已经改动，这个签名无效；请看过现在的内容再签。"


@dataclass(frozen=True)
class Drawn:
    """What the phone sends of a signature; `signed_sha256` is of what it showed. Without an image it is a refusal.

    `badge` tells inspectors of the same name apart; phones that were loaded before it was asked for leave it empty.
    """

    role: Role
    name: str
    image: bytes | None
    signed_sha256: str
    at: datetime
    refused: str = ""
    witness: str = ""
    badge: str = ""


def read_drawn(data: Mapping[str, Any]) -> Drawn:
    """Read the JSON of a signature; Invalid in words."""
    told = {
        name: data.get(name)
        for name in ("role", "name", "badge", "image", "signed_sha256", "at", "refused", "witness")
    }
    texts = {name: value if isinstance(value, str) else "" for name, value in told.items()}
    name = " ".join(clean(texts["name"]).split())
    if not 0 < len(name) <= 60:
        raise Invalid("请写明签名人的姓名（60 字以内）。")
    if texts["role"] not in {role.value for role in Role} or not _HASH.fullmatch(texts["signed_sha256"]):
        raise Invalid(UNREADABLE)
    try:
        at = datetime.fromisoformat(texts["at"])
    except ValueError as error:
        raise Invalid(UNREADABLE) from error
    if at.tzinfo is None or not 2000 <= at.year <= 2199:
        raise Invalid(UNREADABLE)
    role, hash_ = Role(texts["role"]), texts["signed_sha256"]
    if not texts["refused"]:
        badge = " ".join(clean(texts["badge"]).split())
        return Drawn(role, name, _image(texts["image"]), hash_, at, badge=badge)
    refused, witness = clean(texts["refused"]), " ".join(clean(texts["witness"]).split())
    if role is Role.INSPECTOR or not 0 < len(refused) <= 500 or not 0 < len(witness) <= 60:
        raise Invalid("拒绝签字要写明理由（500 字以内）和见证人姓名（60 字以内）。")
    return Drawn(role, name, None, hash_, at, refused, witness)


def _image(text: str) -> bytes:
    if not text.startswith(_DATA):
        raise Invalid(UNREADABLE)
    try:
        return base64.b64decode(text[len(_DATA) :], validate=True)
    except binascii.Error as error:
        raise Invalid(UNREADABLE) from error


def expected(content: Content) -> list[tuple[Role, str, str]]:
    """Who signs this document: (role, name, badge), the name "" where it is not known yet."""
    receiver, visit = kinds.of(content["kind"]).receiver, content["visit"]
    inspectors = [(Role.INSPECTOR, one["name"], one["badge"]) for one in visit["inspectors"]]
    if receiver:
        return [(receiver, visit["companion"], ""), *inspectors]
    return inspectors


@dataclass(frozen=True)
class Signed:
    """Whether this call stored it, and whether it counts."""

    created: bool
    counts: bool


async def sign(user: User, document: UUID, signature: UUID, drawn: Drawn, *, late: bool = False) -> Signed:
    """Keep a signature under the phone's id; the same again changes nothing. One of an older content is kept as void.

    `late`: it was made without the server, so that also one of somebody who is no inspector of the visit (any more) is
    kept, void. Raises Conflict once the document was issued, Invalid for a picture or a name that cannot be.
    """
    async with transaction():
        await lock(Document, document)
        row = await document_for(user, document)
        content = content_of(row)
        known = await Signature.select().where(Signature.id == signature).first()
        if known is not None:
            if known["document"] != document:
                raise Conflict("这个签名编号已用于别的文书。")
            return Signed(False, known["signed_sha256"] == signable(content))
        row = await open_draft(user, document)
        if not late:
            _guard(content, drawn)
        picture = await keep(drawn.image) if drawn.image is not None else None
        await Signature.insert(
            Signature(
                id=signature, document=document, role=drawn.role.value, name=drawn.name, picture=picture,
                person=await _inspector(row, drawn) if drawn.role is Role.INSPECTOR else None,
                refused=drawn.refused, witness=drawn.witness, signed_sha256=drawn.signed_sha256, at=drawn.at,
                received_at=now(), received_by=user.id,
            )
        )  # fmt: skip
        counts = drawn.signed_sha256 == signable(content)
        if picture is None:
            said = {"name": drawn.name, "reason": drawn.refused, "witness": drawn.witness}
            await _tell(user, SIGN_REFUSED, row, said)
        else:
            after = {"name": drawn.name, "role": drawn.role.label, "sha256": drawn.signed_sha256}
            await _tell(user, SIGNED, row, after)
    return Signed(True, counts)


def _guard(content: Content, drawn: Drawn) -> None:
    """An inspector of the visit signs under the own name; who signs for the enterprise is written down as they say."""
    known = [one for one in content["visit"]["inspectors"] if drawn.badge in ("", one["badge"])]
    if drawn.role is Role.INSPECTOR and drawn.name not in {one["name"] for one in known}:
        raise Invalid(f"{drawn.name}不是这次检查的执法人员。")


async def _inspector(row: Row, drawn: Drawn) -> int | None:
    """The inspector of the visit who signed; None when name and badge fit neither of the two, or both."""
    people = await Person.select(Person.id, Person.badge).where(
        Person.id.is_in([one for one in (row["lead"], row["second"]) if one]) & (Person.name == drawn.name)
    )
    fitting = [one["id"] for one in people if drawn.badge in ("", one["badge"])]
    return fitting[0] if len(fitting) == 1 else None


async def refuse(
    user: User, document: UUID, *, role: Role, name: str, reason: str, witness: str, photo: UUID | None
) -> None:
    """Write down that somebody refused to sign, with the reason and a witness or a photo (令13号 55)."""
    if not witness and photo is None:
        raise Invalid("拒绝签字要有见证人姓名，或者现场照片。")
    async with transaction():
        await lock(Document, document)
        row = await open_draft(user, document)
        at = now()
        await Signature.insert(
            Signature(
                id=uuid4(), document=document, role=role.value, name=name, refused=reason, witness=witness, photo=photo,
                signed_sha256=signable(content_of(row)), at=at, received_at=at, received_by=user.id,
            )
        )  # fmt: skip
        await _tell(
            user,
            SIGN_REFUSED,
            row,
            {"name": name, "reason": reason, "witness": witness or "有照片"},
        )


async def _tell(user: User, event: Event, row: Row, after: dict[str, Any]) -> None:
    await record(
        user,
        event,
        row["id"],
        after=after,
        enterprise=row["enterprise"],
        bureau=row["supervisor"],
    )
