"""Visits: the header, answers to the 60 items, slots of signs and equipment, findings as drafted, photos."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from webapp.checklists.rules import Result
from webapp.checklists.rules.scoring import Scored, score
from webapp.demo.book import Book, Row
from webapp.demo.land.enterprises import Site
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.pictures.album import Album
from webapp.demo.year.wording import CONCLUSIONS, MOSTLY_NOTES, ON_SITE_NOTE, filled
from webapp.evidence.rules import PhotoKind
from webapp.findings.rules import Handling
from webapp.findings.rules.deadlines import due_on
from webapp.inspections.events import OPENED
from webapp.inspections.rules import ROUTINE, NoAccess, Outcome, SlotResult, VisitKind
from webapp.inspections.rules.slots import SlotKind
from webapp.inspections.tables import Answer, DraftFinding, Inspection, Slot

# What inspectors find most often, most common first.
COMMON = (
    "7.5", "5.5", "7.3", "8.4", "3.4", "10.4", "6.3", "9.5", "9.2", "5.6", "6.2", "5.12", "8.3", "9.6", "8.6", "5.7",
    "3.3", "7.1", "7.2", "5.9", "5.4", "6.1", "4.1", "2.1",
)  # fmt: skip


@dataclass
class Defect:
    """What is to be found: `fate` says what becomes of it; `due` overrides the item's own days."""

    fate: str
    item: str = ""
    due: date | None = None


@dataclass
class Visit:
    """A visit with its drafts; `drafts` pairs each defect with its DraftFinding."""

    site: Site
    row: Row
    drafts: list[tuple[Defect, Row]] = field(default_factory=list)

    @property
    def started(self) -> datetime:
        at: datetime = self.row["started_at"]
        return at

    @property
    def ended(self) -> datetime:
        at: datetime = self.row["ended_at"]
        return at


class Visitor:
    """Makes visits; receipts come afterwards, when the rows are in the database."""

    def __init__(self, book: Book, album: Album, known: Knowledge) -> None:
        self.book, self.album, self.known = book, album, known
        self.entries = 0

    def open(self, site: Site, day: date, lead: int, second: int | None, kind: VisitKind = ROUTINE) -> Visit:
        """A draft that was just opened."""
        chance = self.book.chance
        at = self.book.moment(day, chance.choice((9, 9, 10, 14, 15)))
        row = self.book.add(
            Inspection, id=self.book.uuid(at), enterprise=site.id, version=self.known.version, kind=kind.value,
            lead=lead, second=second, showed_badge=kind.second_badge, told_rights=kind.second_badge,
            state="draft", outcome=Outcome.INSPECTED.value, no_access="", started_at=at, ended_at=None, began_at=at, over_at=None, utc_offset=480,
            clock_offset=chance.randrange(-3, 4), received_at=at, latitude=round(site.row["latitude"] + 0.0002, 6),
            longitude=round(site.row["longitude"] + 0.0002, 6), accuracy=float(chance.randrange(4, 30)),
            distance=float(chance.randrange(12, 90)), device=f"demo-{lead}", counts="{}", score=None, verdict="",
            companion="", companion_post="", conclusion="", submitted_at=None, submitted_by=None, ended_why="",
            copy_of=None,
        )  # fmt: skip
        after = {"kind": kind.value, "second": second}
        self.book.tell(at, lead, OPENED, row["id"], site.id, after=after)
        return Visit(site, row)

    def inspect(self, visit: Visit, defects: list[Defect], *, upto: int | None = None) -> None:
        """Answer the items (all, or the first `upto` of a draft), look at the slots, write the findings."""
        applicable = self.known.applicable(visit.site)
        self._assign(defects, applicable)
        found: dict[str, list[Defect]] = {}
        for defect in defects:
            found.setdefault(defect.item, []).append(defect)
        at, scored = visit.started, []
        for code in list(self.known.items)[:upto]:
            at += timedelta(seconds=self.book.chance.randrange(20, 110))
            result = self._result(code, code in applicable, code in found)
            self._answer(visit, code, result, at)
            item = self.known.items[code]
            scored.append(Scored(result, item["weight"], item["key_item"]))
            for defect in found.get(code, ()):
                self._draft(visit, defect, at)
        if upto is None:
            self._count(visit, scored, self._slots(visit, at))

    def submit(self, visit: Visit, conclusion: str = "") -> None:
        """Close the visit; its event is told by the one who issues the receipts."""
        row, minutes = visit.row, self.book.chance.randrange(75, 150)
        ended = visit.started + timedelta(minutes=minutes)
        number = len(visit.drafts)
        row |= {
            "state": "submitted", "ended_at": ended, "over_at": ended, "submitted_at": ended + timedelta(minutes=4),
            "submitted_by": row["lead"], "companion": visit.site.row["contact"], "companion_post": "安全环保部负责人",
            "conclusion": conclusion or CONCLUSIONS[min(number, len(CONCLUSIONS) - 1)].format(number),
        }  # fmt: skip
        last = visit.site.row["last_visit_at"]
        visit.site.row["last_visit_at"] = max(last, visit.started) if last else visit.started

    def recheck(self, visit: Visit, number: int, conclusion: str) -> None:
        """Submit a 复查 of `number` findings; it needs no checklist."""
        self._count(visit, [], {"slots_present": 0, "slots_wanting": 0}, number)
        self.submit(visit, conclusion)

    def closed_gate(self, visit: Visit, why: NoAccess) -> None:
        """无法检查: the reason and a photo, nothing else."""
        visit.row |= {"outcome": Outcome.NO_ACCESS.value, "no_access": why.value}
        self._photo(visit, "gate", PhotoKind.OTHER, visit.started + timedelta(minutes=1))
        self.submit(visit, f"到达现场时{why.label}，无法进入检查，已拍照留存。")

    def patrol(self, visit: Visit, text: str) -> None:
        """巡查 of an assistant: observations and photos."""
        self._photo(visit, "visit", PhotoKind.OTHER, visit.started + timedelta(minutes=6))
        self._count(visit, [], {"slots_present": 0, "slots_wanting": 0})
        self.submit(visit, text)

    def _assign(self, defects: list[Defect], applicable: set[str]) -> None:
        """Give every defect an item of its own that applies."""
        pool = [
            code for code in COMMON if code in applicable and code not in {defect.item for defect in defects}
        ]
        weights = [len(pool) - order for order in range(len(pool))]
        for defect in defects:
            if not defect.item:
                place = self.book.chance.choices(range(len(pool)), weights)[0]
                defect.item = pool.pop(place)
                weights.pop(place)

    def _count(self, visit: Visit, scored: list[Scored], seen: dict[str, int], rechecks: int = 0) -> None:
        """The columns counts, score and verdict, as inspections.totals writes them."""
        outcome = score(scored, self.known.rule)
        counts = {result.value: number for result, number in outcome.counts.items()} | {
            "unanswered": 0, "vetoed": outcome.vetoed, "findings": len(visit.drafts),
            "on_site": sum(draft["on_site"] for _, draft in visit.drafts), **seen, "rechecks": rechecks,
        }  # fmt: skip
        visit.row |= {
            "counts": json.dumps(counts),
            "score": outcome.percent,
            "verdict": outcome.verdict.value if outcome.verdict else "",
        }

    def _result(self, code: str, applies: bool, faulty: bool) -> Result:
        if faulty:
            return Result.UNMET
        if not applies:
            return Result.NA
        few = self.book.chance.random() < 0.04 and not self.known.items[code]["key_item"]
        return Result.MOSTLY if few else Result.MET

    def _answer(self, visit: Visit, code: str, result: Result, at: datetime) -> None:
        self.entries += 1
        note = self.book.chance.choice(MOSTLY_NOTES) if result is Result.MOSTLY else ""
        self.book.add(
            Answer, inspection=visit.row["id"], item=self.known.items[code]["id"], revision=1, result=result.value,
            note=note, person=visit.row["lead"], answered_at=at, received_at=at, entry=f"demo-{self.entries}",
        )  # fmt: skip

    def _draft(self, visit: Visit, defect: Defect, at: datetime) -> None:
        item, chance = self.known.items[defect.item], self.book.chance
        post, factor = chance.choice(visit.site.trade.posts), visit.site.hazards[0]["factor"]
        on_site = defect.fate == "on_site"
        day = visit.started.date()
        row = self.book.add(
            DraftFinding, id=self.book.uuid(at), inspection=visit.row["id"], item=item["id"],
            violation=item["violation"], fact=filled(item, post, self.known.factors[factor]["name"], chance),
            requirement=filled(item, post, "", chance, field="standard_requirement"),
            handling=(Handling.ORDER if item["violation"] else Handling.ADVICE).value,
            due_on=defect.due or due_on(day, item["days"], item["day_kind"]).date, on_site=on_site,
            on_site_note=ON_SITE_NOTE if on_site else "", person=visit.row["lead"], updated_at=at,
            entry=f"demo-draft-{self.entries}",
        )  # fmt: skip
        visit.drafts.append((defect, row))
        if item["photo_required"] or chance.random() < 0.3:
            self._photo(visit, f"finding:{row['id']}", PhotoKind.BEFORE, at)
        if on_site:
            self._photo(visit, f"after:{row['id']}", PhotoKind.AFTER, at + timedelta(minutes=15))

    def _slots(self, visit: Visit, at: datetime) -> dict[str, int]:
        seen = {"slots_present": 0, "slots_wanting": 0}
        for slot in self.known.slots(visit.site):
            at += timedelta(seconds=30)
            result = SlotResult.PRESENT if self.book.chance.random() < 0.9 else SlotResult.NO_PHOTO
            seen["slots_present"] += 1
            self.book.add(
                Slot, inspection=visit.row["id"], key=slot.key, result=result.value, person=visit.row["lead"],
                reason="岗位正在作业，不便靠近拍照" if result is SlotResult.NO_PHOTO else "", answered_at=at,
            )  # fmt: skip
            if result is SlotResult.PRESENT:
                kind = PhotoKind.SIGN if slot.kind is SlotKind.SIGN else PhotoKind.PPE
                self._photo(visit, f"slot:{slot.key}", kind, at)
        return seen

    def _photo(self, visit: Visit, target: str, kind: PhotoKind, at: datetime) -> None:
        self.album.add(visit.site, "inspection", visit.row["id"], target, kind, visit.row["lead"], at)
