"""The two years of a bureau: stories that show every state, and ordinary visits to everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from webapp.demo.book import Book, Row
from webapp.demo.land.enterprises import Site
from webapp.demo.land.people import Staff
from webapp.demo.year import wording
from webapp.demo.year.findings import LIVE, Findings
from webapp.demo.year.visits import Defect, Visit, Visitor
from webapp.enterprises.events import EDITED
from webapp.enterprises.rules import Status
from webapp.findings.rules import Recheck
from webapp.inspections.events import DISCARDED, VOIDED
from webapp.inspections.rules import COMPLAINT, PATROL, RECHECK, ROUTINE, SPECIAL, NoAccess, VisitKind

LATE = {"closed": 62, "closed_round2": 10, "closed_recheck": 10, "on_site": 12, "upheld": 2, "overdue": 2}
RECENT = {
    "closed": 42, "closed_round2": 6, "on_site": 12, "reported": 9, "open": 13, "overdue": 7, "progress": 6,
    "extended": 3, "extension": 2,
}  # fmt: skip
NUMBERS = (0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4)
GATES = (NoAccess.NOBODY, NoAccess.STOPPED, NoAccess.REFUSED, NoAccess.MOVED)


@dataclass
class Storyteller:
    """Makes the visits of one bureau; `turn` counts bureaus, so that closed gates differ."""

    book: Book
    visitor: Visitor
    findings: Findings
    staff: Staff
    turn: int

    def tell(self, sites: list[Site]) -> None:
        """Stories for the first enterprises, ordinary visits to all."""
        stories = [
            self.everything_open, self.objected_and_extended, self.rechecked, self.closed_down, self.voided,
            self.closed_gate, self.draft, self.patrolled,
        ]  # fmt: skip
        for order, site in enumerate(sites):
            lead, second = self._pair(order if order >= len(stories) else 0)
            self._ordinary(site, lead, second, recent=order >= len(stories))
            if order < len(stories):
                stories[order](site, lead, second)

    def _pair(self, order: int) -> tuple[int, int]:
        inspectors = self.staff.inspectors
        return inspectors[order % len(inspectors)], inspectors[(order + 1) % len(inspectors)]

    def _ordinary(self, site: Site, lead: int, second: int, *, recent: bool) -> None:
        chance = self.book.chance
        backs = [chance.randrange(480, 725), chance.randrange(190, 460)]
        visits = chance.choice((1, 2, 2)) if not recent else chance.choice((1, 2, 2, 2))
        times = backs[2 - visits :] + (
            [chance.randrange(9, 150)] if recent and chance.random() < 0.75 else []
        )
        for back in times:
            fates = LATE if back > 120 else RECENT
            chosen = chance.choices(list(fates), list(fates.values()), k=chance.choice(NUMBERS))
            self._visit(site, lead, second, back, [self._defect(fate, back) for fate in chosen])

    def _defect(self, fate: str, back: int) -> Defect:
        """Still open needs a due date to come, overdue one that has passed."""
        chance, today = self.book.chance, self.book.today
        if fate in {"open", "progress", "extension", "extended"}:
            return Defect(fate, due=today + timedelta(days=chance.randrange(4, 45)))
        if fate == "overdue":
            return Defect(fate, due=today - timedelta(days=min(chance.randrange(1, 26), back - 1)))
        return Defect(fate)

    def _visit(
        self, site: Site, lead: int, second: int, back: int, defects: list[Defect], kind: VisitKind = ROUTINE
    ) -> list[tuple[str, Row, Visit]]:
        """A submitted visit whose findings went their ways; returns (fate, finding, visit)."""
        visit = self.visitor.open(site, self.book.working_day(back), lead, second, kind)
        self.visitor.inspect(visit, defects)
        self.visitor.submit(visit)
        made = self.findings.open_all(visit)
        for fate, row in made:
            if fate not in {"closed_recheck", "terminated", "voided"}:
                self.findings.lead(fate, row, visit, site.owner)
        again = [row for fate, row in made if fate == "closed_recheck"]
        if again:
            self._recheck(site, lead, second, max(3, back - 45), [(row, Recheck.FIXED) for row in again])
        return [(fate, row, visit) for fate, row in made]

    def _recheck(
        self, site: Site, lead: int, second: int, back: int, results: list[tuple[Row, Recheck]]
    ) -> None:
        visit = self.visitor.open(site, self.book.working_day(back), lead, second, RECHECK)
        fixed = sum(result is Recheck.FIXED for _, result in results)
        self.visitor.recheck(visit, len(results), f"复查 {len(results)} 个问题，{fixed} 个已改正。")
        for row, result in results:
            note = wording.FIXED if result is Recheck.FIXED else wording.STILL
            self.findings.recheck(row, visit, result, note)

    # --- stories -------------------------------------------------------------------------------------------

    def everything_open(self, site: Site, lead: int, second: int) -> None:
        """The enterprise of owner1: one finding in each state that waits for somebody."""
        today = self.book.today
        days = {"overdue": -6, "soon": 2, "progress": 12, "extension": 5, "returned2": 9, "open": 20}
        defects = [Defect(fate, due=today + timedelta(days=number)) for fate, number in days.items()]
        defects += [Defect("reported"), Defect("on_site"), Defect("closed")]
        self._visit(site, lead, second, 24, defects)

    def objected_and_extended(self, site: Site, lead: int, second: int) -> None:
        today = self.book.today
        defects = [
            Defect("objection", due=today + timedelta(days=14)), Defect("upheld"), Defect("reported"),
            Defect("extended", due=today + timedelta(days=3)), Defect("soon", due=today),
        ]  # fmt: skip
        self._visit(site, lead, second, 19, defects, SPECIAL)

    def rechecked(self, site: Site, lead: int, second: int) -> None:
        """Returned once, found not corrected after the due date: round 3; another one closed by the recheck."""
        today = self.book.today
        defects = [Defect("returned3", due=today - timedelta(days=15)), Defect("closed_later")]
        made = self._visit(site, lead, second, 48, defects, COMPLAINT)
        results = [(row, Recheck.NOT if fate == "returned3" else Recheck.FIXED) for fate, row, _ in made]
        self._recheck(site, lead, second, 8, [pair for pair in results if pair[0]["state"] in LIVE])

    def closed_down(self, site: Site, lead: int, second: int) -> None:
        """The firm has moved away: its findings end with proof."""
        made = self._visit(site, lead, second, 70, [Defect("terminated"), Defect("terminated")])
        at = self.findings.between(made[0][2].ended, 30)
        for _, row, visit in made:
            self.findings.terminate(row, visit, at, self.staff.supervisor)
        before, site.row["status"], site.row["updated_at"] = site.row["status"], Status.MOVED.value, at
        self.book.tell(
            at, self.staff.supervisor, EDITED, site.id, site.id, before={"status": before},
            after={"status": Status.MOVED.value},
        )  # fmt: skip

    def voided(self, site: Site, lead: int, second: int) -> None:
        """作废并复制: the wrong second inspector; the copy was submitted the day after."""
        why = "协办人员选错，作废后重新提交。"
        # Counted from the copy's own day: 33 and 32 days back can be the same working day.
        back = (self.book.today - self.book.working_day(32)).days + 1
        made = self._visit(site, lead, second, back, [Defect("voided"), Defect("voided")])
        wrong = made[0][2]
        items = [defect.item for defect, _ in wrong.drafts]
        due = self.book.today + timedelta(days=6)
        right = self._visit(
            site, lead, self.staff.supervisor, 32, [Defect("open", items[0], due), Defect("closed", items[1])]
        )[0][2]
        right.row["copy_of"] = wrong.row["id"]
        at = right.started - timedelta(minutes=20)
        wrong.row |= {"state": "void", "ended_why": why}
        self.book.tell(
            at, self.staff.supervisor, VOIDED, wrong.row["id"], site.id, before={"state": "submitted"},
            after={"reason": why, "copy": str(right.row["id"])},
        )  # fmt: skip
        for _, row, _ in made:
            self.findings.void(row, at, self.staff.supervisor, why)

    def closed_gate(self, site: Site, lead: int, second: int) -> None:
        visit = self.visitor.open(site, self.book.working_day(12), lead, second)
        self.visitor.closed_gate(visit, GATES[self.turn % len(GATES)])

    def draft(self, site: Site, lead: int, second: int) -> None:
        """Begun yesterday and not finished; an earlier one was opened by mistake."""
        why = "误开，企业选错。"
        mistake = self.visitor.open(site, self.book.working_day(15), lead, second)
        mistake.row |= {"state": "discarded", "ended_why": why}
        at = mistake.started + timedelta(minutes=6)
        self.book.tell(at, lead, DISCARDED, mistake.row["id"], site.id, after={"reason": why})
        visit = self.visitor.open(site, self.book.today - timedelta(days=1), lead, second)
        self.visitor.inspect(visit, [Defect("open", "3.4")], upto=14)

    def patrolled(self, site: Site, lead: int, second: int) -> None:
        assistant = self.staff.assistants[0]
        visit = self.visitor.open(site, self.book.working_day(5), assistant, None, PATROL)
        self.visitor.patrol(
            visit, "破碎工位粉尘较大，两名工人未戴口罩，公告栏检测结果为前年。已口头提醒，建议安排检查。"
        )
