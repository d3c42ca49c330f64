"""What a document says, as JSON-able data: canonical by RFC 8785, hashed, signed and rendered as it stands here.

The number is no part of it: it is given at issue, and until then a copy reads 待编号.
"""

from typing import NotRequired, TypedDict


class BureauPart(TypedDict):
    """Who issues: the full name of the authority (卫生行政执法文书规范 4)."""

    name: str
    address: str
    phone: str


class EnterprisePart(TypedDict):
    """当事人."""

    name: str
    credit_code: str
    address: str
    legal_person: str
    contact: str
    phone: str
    industry: str


class InspectorPart(TypedDict):
    name: str
    badge: str


class VisitPart(TypedDict):
    """The visit; `kind` in words, `started` and `ended` as local times 2026-11-22 09:30, "" when unknown."""

    serial: str
    kind: str
    started: str
    ended: str
    place: str
    companion: str
    companion_post: str
    inspectors: list[InspectorPart]
    badge_shown: bool
    avoidance_told: bool


class FindingPart(TypedDict):
    """One violation or advice; `due` a date 2026-11-22 or "", `article` what is violated, `penalty` what follows.

    `no` counts what this paper lists, from 1; `finding` is the number in the visit. Older papers print that one, and have
    no `finding`.
    """

    no: int
    finding: NotRequired[int]
    item: str
    fact: str
    requirement: str
    article: str
    due: str
    penalty: str


def number_of(one: FindingPart) -> int:
    """The number that the finding has in its visit."""
    return one.get("finding", one["no"])


def counted(parts: list[FindingPart]) -> list[FindingPart]:
    """The same, numbered as they are listed."""
    return [{**one, "no": at, "finding": number_of(one)} for at, one in enumerate(parts, 1)]


class PaperPart(TypedDict):
    """A document that a 送达回执 tells of."""

    title: str
    number: str


class PhotoPart(TypedDict):
    """A photo: SHA-256 of the delivered file, what, where, when (local), by whom."""

    hash: str
    what: str
    where: str
    when: str
    by: str


class SignaturePart(TypedDict):
    """A signature: `role` companion, inspector, witness or recipient; `image` the SHA-256 of its PNG; a refusal has
    its reason in `refused` and the witness (or "" when a photo shows it) in `witness`.
    """

    role: str
    name: str
    at: str
    image: str | None
    refused: str | None
    witness: str | None


class Content(TypedDict):
    """The whole document without its number; `issued` is a date 2026-11-22, None before issue."""

    kind: str
    title: str
    bureau: BureauPart
    enterprise: EnterprisePart
    visit: VisitPart
    facts: list[str]
    statement: str
    findings: list[FindingPart]
    basis: list[str]
    measures: list[str]
    warning: bool
    rights: str
    paragraphs: list[str]
    papers: list[PaperPart]
    photos: list[PhotoPart]
    signatures: list[SignaturePart]
    issued: str | None
