"""What a kind of document declares; everything else in this room asks it, and compares no kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.documents.numbering import Pattern
from webapp.documents.rules import Role
from webapp.documents.writing.content import Content
from webapp.documents.writing.seen import Seen

if TYPE_CHECKING:
    from webapp.documents.writing.source import Source

# What many kinds must show (`shows`).
ISSUED = "issued, seal"
RECEIVED = "signed.recipient or signed.companion or signatures"


@dataclass(frozen=True)
class Suggestion:
    """Why a kind fits a visit, and what else may be done; without `fits` it is possible but not proposed."""

    why: str
    fits: bool = True
    notes: tuple[str, ...] = ()


def _nothing(content: Content) -> list[str]:
    return []


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of document. Its layouts bear its `value` as their name: templates/documents/paper/….html,
    templates/documents/typst/….typ and documents/rendering/templates/….docx.
    """

    value: str
    label: str
    number: Pattern
    write: Callable[[Content, Source], None]
    propose: Callable[[Seen], Suggestion | None]
    # Sentences against issuing.
    guards: Callable[[Content], list[str]] = _nothing

    # Where it stands among the proposals of a visit: the order in which papers are written.
    turn: int = 9
    # The parts of its content that a person may word, and what stands before its findings when nobody did.
    editable: tuple[str, ...] = ("paragraphs",)
    lead: tuple[str, ...] = ()
    # Findings may be left out of it and their articles worded (`chosen`), also what follows by law (`penalties`).
    chosen: bool = False
    penalties: bool = False
    # A bureau may give it a title of its own; those of the others are prescribed (卫生行政执法文书规范).
    own_title: bool = False
    # One that stands is enough for a visit: what is wrong with it is corrected by one that names it.
    once: bool = False
    # It waits to be received; one that is signed on the spot or is a proof of delivery itself does not.
    deliverable: bool = True
    # Issuing it delivers the papers that it lists.
    delivers: bool = False
    # The bureau's seal is put on it; its head is printed in red.
    sealed: bool = False
    red: bool = False
    # It is composed and signed on the phone, and has the times that stood in it then.
    on_site: bool = False
    # It tells of the day of the visit, with the name of that day; the others address the enterprise as it is now.
    of_the_day: bool = False
    # It orders to mend findings, from its issue on; a bureau may let it give a 警告 besides.
    orders: bool = False
    may_warn: bool = False

    # Who signs for the enterprise besides the inspectors; whose missing signature is told before issuing.
    receiver: Role | None = None
    expected: tuple[Role, ...] = ()
    signed_on_each_page: bool = False

    # A draft's findings are compared with the record by their numbers in the visit, else by item and fact; whether its
    # paragraphs tell the results of re-inspections; what is said of a finding that belongs into it no more.
    by_number: bool = False
    results: bool = False
    gone: str = "已作废，或者不再属于这份文书"

    # The placeholders that a bureau's own template of it must show: "a, b or c".
    shows: tuple[str, ...] = ()
