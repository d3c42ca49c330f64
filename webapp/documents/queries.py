"""Reading documents, always through the reach of whoever asks; an enterprise sees what was issued to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from webapp.accounts.people import User
from webapp.accounts.reach import enterprise_condition
from webapp.clock import local
from webapp.documents.kinds.base import Kind
from webapp.documents.proof import loaded, signable
from webapp.documents.rules import Role
from webapp.documents.tables import Document, Signature
from webapp.documents.writing.content import Content, SignaturePart
from webapp.enterprises.queries.former import former_names
from webapp.errors import NotFound

Row = dict[str, Any]
GONE = "没有找到这份文书，可能不在您的管辖范围内。"
OUT = ["issued", "void"]


def listed() -> list[Any]:
    """Of a document with the names that lists show."""
    return [
        *Document.all_columns(),
        Document.enterprise.name.as_alias("enterprise_name"),
        Document.enterprise.bureau.as_alias("supervisor"),
        Document.inspection.state.as_alias("visit_state"),
        Document.inspection.lead.as_alias("lead"),
        Document.inspection.second.as_alias("second"),
        Document.bureau.name.as_alias("bureau_name"),
        Document.issued_by.name.as_alias("issuer_name"),
    ]


def columns() -> list[Any]:
    """The same and what its own page shows besides."""
    return [
        *listed(),
        Document.voided_by.name.as_alias("voider_name"),
        Document.bureau.phone.as_alias("bureau_phone"),
        Document.supersedes.number.as_alias("supersedes_number"),
        Document.inspection.outcome.as_alias("outcome"),
    ]


def visible(user: User) -> Any:
    """The condition on documents that this person may see."""
    condition: Any = enterprise_condition(user, Document.enterprise)
    return condition & Document.state.is_in(OUT) if user.employer else condition


async def document_for(user: User, document: UUID) -> Row:
    """One document; NotFound outside of the reach."""
    row: Row | None = (
        await Document.select(*columns()).where((Document.id == document) & visible(user)).first()
    )
    if row is None:
        raise NotFound(GONE)
    return (await named([row]))[0]


async def named(rows: list[Row]) -> list[Row]:
    """The rows with `enterprise_name` as their paper says it, and `enterprise_now` where it has another one since."""
    renamed = await former_names({row["enterprise"] for row in rows})
    for row in rows:
        row["enterprise_now"] = ""
        if row["enterprise"] in renamed and row["state"] in OUT:
            then = content_of(row)["enterprise"]["name"]
            if then and then != row["enterprise_name"]:
                row |= {"enterprise_now": row["enterprise_name"], "enterprise_name": then}
    return rows


async def of_visit(user: User, inspection: UUID) -> list[Row]:
    """The documents of a visit in the order in which they were begun."""
    rows: list[Row] = (
        await Document.select(*listed())
        .where((Document.inspection == inspection) & visible(user) & (Document.state != "discarded"))
        .order_by(Document.created_at, Document.id)
    )
    return await named(rows)


async def replacement_of(document: UUID) -> Row | None:
    """The document that supersedes this one: id, number, state."""
    row: Row | None = (
        await Document.select(Document.id, Document.number, Document.state)
        .where((Document.supersedes == document) & Document.state.is_in(["draft", "issued"]))
        .first()
    )
    return row


async def standing_one(inspection: UUID, kind: Kind, but: UUID | None = None) -> Row | None:
    """The issued document of a kind that a visit can have but one of: title, number. None when there is none.

    What an issued document has superseded stands no more; `but` is not looked at.
    """
    if not kind.once:
        return None
    issued = await Document.select(Document.id, Document.title, Document.number, Document.supersedes).where(
        (Document.inspection == inspection) & (Document.kind == kind.value) & (Document.state == "issued")
    )
    gone = {row["supersedes"] for row in issued} | {but}
    return next((row for row in issued if row["id"] not in gone), None)


def content_of(row: Row) -> Content:
    return loaded(row["content"])


async def signatures_of(document: UUID) -> list[Row]:
    """Everything that was signed or refused, oldest first, with the inspector's `badge`; see standing()."""
    rows: list[Row] = (
        await Signature.select(*Signature.all_columns(), Signature.person.badge.as_alias("badge"))
        .where(Signature.document == document)
        .order_by(Signature.at, Signature.received_at, Signature.id)
    )
    return rows


def signer(content: Content, role: str, name: str, badge: str | None) -> tuple[str, str, str]:
    """Who signs: the role and the name, and the badge where the visit has two inspectors of one name."""
    same = [one for one in content["visit"]["inspectors"] if one["name"] == name]
    return role, name, badge or "" if role == Role.INSPECTOR.value and len(same) > 1 else ""


def standing(content: Content, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """(the newest of each person that counts, the newest of each person of whom none counts), of signatures_of().

    What was made under another text, or by somebody who is no inspector of the visit, is void. It is left out before
    the newest is chosen by the time of signing: one that comes late from a phone must not hide one that counts.
    """
    hash_, names = signable(content), {one["name"] for one in content["visit"]["inspectors"]}
    counted: dict[tuple[str, str, str], Row] = {}
    void: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        entitled = row["role"] != Role.INSPECTOR.value or row["name"] in names
        side = counted if entitled and row["signed_sha256"] == hash_ else void
        side[signer(content, row["role"], row["name"], row["badge"])] = row
    return list(counted.values()), [row for key, row in void.items() if key not in counted]


def part_of(row: Row) -> SignaturePart:
    """A signature as it stands in the content."""
    refused = row["picture"] is None
    return {
        "role": row["role"],
        "name": row["name"],
        "at": f"{local(row['at']):%Y-%m-%d %H:%M}",
        "image": row["picture"],
        "refused": row["refused"] if refused else None,
        "witness": row["witness"] if refused else None,
    }
