"""One entry of an export through the verb that its request would have called, with the same form before it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from webapp.accounts.people import User
from webapp.documents.verbs import on_site
from webapp.documents.verbs.signing import read_drawn
from webapp.errors import Invalid
from webapp.evidence import verbs as evidence
from webapp.evidence.forms import read_claims
from webapp.evidence.verbs import Owner
from webapp.field.unsent.entries import Entry
from webapp.field.unsent.file import read_photo
from webapp.field.unsent.recognising import recognised
from webapp.inspections.forms import AnswerForm, FindingForm, HeaderForm, OpenForm, RecheckForm, SlotForm
from webapp.inspections.forms.closing import ReviewForm, manifest_photos
from webapp.inspections.pages.answers import entry_from
from webapp.inspections.pages.form import hazard_change
from webapp.inspections.pages.photos import guard_of, owner_of
from webapp.inspections.requests import demand
from webapp.inspections.verbs import answering, drafting, places
from webapp.inspections.verbs.opening import open_visit
from webapp.inspections.verbs.submission import keep_closing, submit

UNKNOWN = "这条记录不是检查的内容。"


@dataclass(frozen=True)
class Replay:
    """An entry at work: who imports it, from which file, made on which device; `pk` is what its address names."""

    user: User
    entry: Entry
    path: Path
    device: str
    pk: str = ""

    @property
    def visit(self) -> UUID:
        return self.entry.inspection


async def replay(user: User, entry: Entry, path: Path, device: str) -> str:
    """Do what the entry asks; returns the receipt's serial for a submission, else "". Raises DomainError in words."""
    kind, found = recognised(entry)
    if found is None:
        raise Invalid(UNKNOWN)
    return await WORK[kind](Replay(user, entry, path, device, found)) or ""


async def _open(at: Replay) -> None:
    form = OpenForm(at.entry.fields)
    demand(form)
    await open_visit(at.user, at.visit, form, at.device)


async def _answer(at: Replay) -> None:
    form = AnswerForm(at.entry.fields)
    demand(form)
    await answering.save_answer(at.user, at.visit, entry_from(form, at.pk, at.entry.id))


async def _finding(at: Replay) -> None:
    form = FindingForm(at.entry.fields)
    demand(form)
    due = "due_on" not in at.entry.fields
    await drafting.save_finding(at.user, at.visit, UUID(at.pk), form, at.entry.id, compute_due=due)


async def _no_finding(at: Replay) -> None:
    await drafting.withdraw_finding(at.user, at.visit, UUID(at.pk), at.entry.id)


async def _slot(at: Replay) -> None:
    form = SlotForm(at.entry.fields)
    demand(form)
    await places.save_slot(at.user, at.visit, at.pk, form, at.entry.id)


async def _hazards(at: Replay) -> None:
    await places.correct_hazards(at.user, at.visit, hazard_change(at.entry.fields), at.entry.id)


async def _header(at: Replay) -> None:
    form = HeaderForm(at.entry.fields)
    demand(form)
    await places.edit_header(at.user, at.visit, form, set(at.entry.fields), at.entry.id)


async def _recheck(at: Replay) -> None:
    form = RecheckForm(at.entry.fields)
    demand(form)
    await places.save_recheck(at.user, at.visit, int(at.pk), form, at.entry.id)


async def _signature(at: Replay) -> None:
    await on_site.keep(at.user, at.visit, UUID(at.pk), read_drawn(at.entry.fields), at.entry.id)


async def _photo(at: Replay) -> None:
    if not at.entry.file:
        raise Invalid("照片的内容不在文件里，请重新拍摄。")
    claims = read_claims(at.entry.query)
    owner = await owner_of(at.user, at.visit, claims.target)
    data = await asyncio.to_thread(read_photo, at.path, at.entry.file)

    async def chunks() -> AsyncIterator[bytes]:
        yield data

    await evidence.keep(at.user, UUID(at.pk), owner, claims, chunks(), guard=guard_of(at.user, at.visit))


async def _no_photo(at: Replay) -> None:
    owner: Owner = await owner_of(at.user, at.visit)
    await evidence.withdraw(at.user, UUID(at.pk), owner, guard=guard_of(at.user, at.visit))


async def _submission(at: Replay) -> str:
    form = ReviewForm(at.entry.fields)
    photos = manifest_photos(at.entry.fields)
    demand(form)
    await keep_closing(at.user, at.visit, form.closing())
    done = await submit(
        at.user,
        at.visit,
        photos=photos,
        answers=form.answers,
        no_access=form.closed_gate,
        ended=form.ended_at,
        derived=form.derived,
    )
    return str(done.receipt["serial"])


WORK: dict[str, Callable[[Replay], Awaitable[str | None]]] = {
    "open": _open, "answer": _answer, "finding": _finding, "no_finding": _no_finding, "slot": _slot,
    "hazards": _hazards, "header": _header, "recheck": _recheck, "photo": _photo, "no_photo": _no_photo,
    "signature": _signature, "submission": _submission,
}  # fmt: skip
