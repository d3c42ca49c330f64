"""What becomes of findings: each fate is a row of steps, told as the verbs of the findings' room tell them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from webapp.audit.declared import Event
from webapp.clock import local
from webapp.demo.book import Book, Row
from webapp.demo.land.knowledge import Knowledge
from webapp.demo.pictures.album import Album
from webapp.demo.year import wording
from webapp.demo.year.visits import Visit
from webapp.evidence.rules import PhotoKind
from webapp.findings.events import (
    CLOSED,
    EXTENDED,
    EXTENSION_ASKED,
    OBJECTED,
    OBJECTION_UPHELD,
    OPENED,
    PROGRESSED,
    RECHECKED,
    REPORTED,
    RETURNED,
    TERMINATED,
    VOIDED,
)
from webapp.findings.rules import Recheck, ReportKind, State
from webapp.findings.rules.deadlines import is_pending
from webapp.findings.tables import Finding, Report
from webapp.findings.tables import Recheck as RecheckTable
from webapp.inspections.tables import DraftRecheck

LIVE = {State.OPEN.value, State.REPORTED.value}


class Findings:
    """Opens findings and leads them to their fates. Every moment lies before today."""

    def __init__(self, book: Book, album: Album, known: Knowledge) -> None:
        self.book, self.album, self.known = book, album, known

    def open_all(self, visit: Visit) -> list[tuple[str, Row]]:
        """The findings of a submitted visit with their fates; those corrected on site are closed."""
        made = []
        for number, (defect, draft) in enumerate(visit.drafts, start=1):
            item = self.known.items[defect.item]
            violation = self.known.violations.get(item["violation"], {})
            lead, at, on_site = visit.row["lead"], visit.ended, draft["on_site"]
            values: Row = {
                "enterprise": visit.site.id, "inspection": visit.row["id"], "draft": draft["id"], "slot": "",
                "number": number,
                "item_code": item["code"], "item_text": item["content"], "violation": item["violation"],
                "legal_basis": item["duty_basis"], "penalty_article": item["penalty_article"],
                "mode": violation.get("mode", item["mode"]), "fine": violation.get("fine", ""), "fact": draft["fact"],
                "requirement": draft["requirement"], "handling": draft["handling"], "first_due_on": draft["due_on"],
                "due_on": draft["due_on"], "due_pending": is_pending(draft["due_on"]),
                "state": (State.CLOSED if on_site else State.OPEN).value, "round": 1, "corrected_on_site": on_site,
                "on_site_note": draft["on_site_note"], "responsible": lead, "found_by": lead, "found_at": at,
                "waiting_since": None, "asked_due": None, "objected": False, "ended_at": at if on_site else None,
                "ended_by": lead if on_site else None, "end_note": draft["on_site_note"],
                "failed_recheck_after_due": False,
            }  # fmt: skip
            row = self.book.add(Finding, **values)
            self._tell(row, OPENED, lead, at, after=dict(values))
            made.append((defect.fate, row))
        return made

    def lead(self, fate: str, row: Row, visit: Visit, visitor: int) -> None:
        """Take the steps of a fate. `visitor`: the person of the enterprise who reports."""
        if row["state"] in LIVE:
            getattr(self, f"_fate_{fate}", self._fate_open)(row, visit, visitor)

    def recheck(self, row: Row, visit: Visit, result: Recheck, note: str) -> None:
        """The result of a 复查 for one finding, with a photo where it was corrected."""
        person, at = visit.row["lead"], visit.ended
        target = f"recheck:{row['id']}"
        self.book.add(
            DraftRecheck, inspection=visit.row["id"], finding=row["id"], result=result.value, note=note,
            person=person, answered_at=visit.started + timedelta(minutes=20), entry=f"demo-recheck-{row['id']}",
        )  # fmt: skip
        self.book.add(
            RecheckTable, finding=row["id"], inspection=visit.row["id"], result=result.value, note=note,
            round=row["round"], person=person, at=at,
        )  # fmt: skip
        kind = PhotoKind.AFTER if result is Recheck.FIXED else PhotoKind.BEFORE
        self.album.add(
            visit.site, "inspection", visit.row["id"], target, kind, person, at - timedelta(minutes=30)
        )
        more = {"result": result.value, "inspection": str(visit.row["id"])}
        if result is Recheck.FIXED:
            self._end(row, State.CLOSED, RECHECKED, person, at, note, **more)
            return
        late = local(at).date() > row["due_on"]
        change = {"round": row["round"] + 1, "state": State.OPEN.value}
        self._change(
            row, RECHECKED, person, at, change | {"failed_recheck_after_due": late}, text=note, **more
        )

    def terminate(self, row: Row, visit: Visit, at: datetime, person: int) -> None:
        """终止, with proof."""
        self.album.add(visit.site, "finding", row["id"], "termination", PhotoKind.PAPERS, person, at)
        self._end(row, State.TERMINATED, TERMINATED, person, at, wording.TERMINATED)

    def void(self, row: Row, at: datetime, person: int, why: str) -> None:
        self._end(row, State.VOID, VOIDED, person, at, why)

    def between(self, after: datetime, days: float) -> datetime:
        """A moment in office hours about that many days later, before today whatever happens."""
        day = local(after).date() + timedelta(days=max(1, round(days)))
        last = self.book.today - timedelta(days=1)
        moment = self.book.moment(min(day, last), self.book.chance.randrange(9, 17))
        return max(moment, after + timedelta(minutes=self.book.chance.randrange(20, 90)))

    # --- fates ---------------------------------------------------------------------------------------------

    def _fate_open(self, row: Row, visit: Visit, who: int) -> None:
        pass

    def _fate_progress(self, row: Row, visit: Visit, who: int) -> None:
        at = self.between(visit.ended, self._days(row) * 0.5)
        percent = self.book.chance.choice((30, 50, 60, 80))
        said = self._report(row, visit, ReportKind.PROGRESS, who, at, wording.PROGRESS, percent=percent)
        self._tell(row, PROGRESSED, who, at, before={}, after=said)

    def _fate_reported(self, row: Row, visit: Visit, who: int) -> None:
        back = self.book.chance.choice((1, 1, 2, 4, 6))
        at = self.book.moment(max(self.book.today - timedelta(days=back), local(visit.ended).date()), 17)
        self._done(row, visit, who, max(at, visit.ended + timedelta(hours=3)))

    def _fate_closed(self, row: Row, visit: Visit, who: int) -> None:
        at = self._done(row, visit, who, self.between(visit.ended, self._days(row) * self._share()))
        self._accept(row, self.between(at, self.book.chance.choice((1, 2, 3, 5))))

    def _fate_closed_round2(self, row: Row, visit: Visit, who: int) -> None:
        at = self._returned(row, visit, who, visit.ended)
        at = self._done(row, visit, who, self.between(at, 6))
        self._accept(row, self.between(at, 2))

    def _fate_returned2(self, row: Row, visit: Visit, who: int) -> None:
        self._returned(row, visit, who, visit.ended)

    def _fate_returned3(self, row: Row, visit: Visit, who: int) -> None:
        self._returned(row, visit, who, visit.ended)

    def _fate_extension(self, row: Row, visit: Visit, who: int) -> None:
        at = self.between(visit.ended, self._days(row) * 0.7)
        wanted = row["due_on"] + timedelta(days=20)
        said = self._report(
            row, visit, ReportKind.EXTENSION, who, at, (wording.EXTENSION,), wanted_due=wanted
        )
        self._change(row, EXTENSION_ASKED, who, at, {"asked_due": wanted}, **said)

    def _fate_extended(self, row: Row, visit: Visit, who: int) -> None:
        self._fate_extension(row, visit, who)
        report = self.book.rows[Report][-1]
        at = self.between(report["sent_at"], 2)
        self._answer(report, "granted", row["responsible"], at, wording.GRANTED)
        change = {"due_on": row["asked_due"], "asked_due": None, "due_pending": is_pending(row["asked_due"])}
        self._change(row, EXTENDED, row["responsible"], at, change, text=wording.GRANTED)

    def _fate_objection(self, row: Row, visit: Visit, who: int) -> None:
        at = self.between(visit.ended, 3)
        said = self._report(row, visit, ReportKind.OBJECTION, who, at, (wording.OBJECTION,), photo=True)
        self._change(row, OBJECTED, who, at, {"objected": True}, **said)

    def _fate_upheld(self, row: Row, visit: Visit, who: int) -> None:
        self._fate_objection(row, visit, who)
        report = self.book.rows[Report][-1]
        at = self.between(report["sent_at"], 3)
        self._answer(report, "upheld", row["responsible"], at, wording.UPHELD)
        self._end(row, State.VOID, OBJECTION_UPHELD, row["responsible"], at, wording.UPHELD)

    # --- steps ---------------------------------------------------------------------------------------------

    def _days(self, row: Row) -> int:
        days: timedelta = row["first_due_on"] - local(row["found_at"]).date()
        return max(2, days.days)

    def _share(self) -> float:
        """Of the days given, how many pass until the report: mostly in time."""
        return self.book.chance.triangular(0.3, 1.3, 0.9)

    def _done(self, row: Row, visit: Visit, who: int, at: datetime) -> datetime:
        said = self._report(row, visit, ReportKind.DONE, who, at, wording.DONE, photo=True)
        self._change(row, REPORTED, who, at, {"state": State.REPORTED.value, "waiting_since": at}, **said)
        return at

    def _returned(self, row: Row, visit: Visit, who: int, after: datetime) -> datetime:
        sent = self._done(row, visit, who, self.between(after, self._days(row) * 0.5))
        report, text = self.book.rows[Report][-1], self.book.chance.choice(wording.RETURNED)
        at = self.between(sent, 2)
        self._answer(report, "returned", row["responsible"], at, text)
        change = {"state": State.OPEN.value, "round": row["round"] + 1, "waiting_since": None}
        self._change(row, RETURNED, row["responsible"], at, change, text=text)
        return at

    def _accept(self, row: Row, at: datetime) -> None:
        text = self.book.chance.choice(wording.ACCEPTED)
        self._answer(self.book.rows[Report][-1], "accepted", row["responsible"], at, text)
        self._end(row, State.CLOSED, CLOSED, row["responsible"], at, text)

    def _report(
        self, row: Row, visit: Visit, kind: ReportKind, who: int, at: datetime, texts: tuple[str, ...],
        *, photo: bool = False, percent: int | None = None, wanted_due: date | None = None,
    ) -> Row:  # fmt: skip
        report = self.book.add(
            Report, id=self.book.uuid(at), finding=row["id"], round=row["round"], kind=kind.value,
            text=self.book.chance.choice(texts), percent=percent, wanted_due=wanted_due, person=who, sent_at=at,
            state="sent", answer="", answer_text="", answered_by=None, answered_at=None,
        )  # fmt: skip
        if photo:
            kept = at - timedelta(minutes=3)
            self.album.add(visit.site, "report", report["id"], "", PhotoKind.AFTER, who, kept)
        told = {"text": report["text"], "report": str(report["id"]), "photos": int(photo)}
        more = {"percent": percent, "wanted_due": wanted_due}
        return told | {name: value for name, value in more.items() if value is not None}

    def _answer(self, report: Row, said: str, by: int, at: datetime, text: str) -> None:
        report |= {"answer": said, "answer_text": text, "answered_by": by, "answered_at": at}

    def _end(
        self, row: Row, state: State, event: Event, by: int, at: datetime, note: str, **more: Any
    ) -> None:
        change = {
            "state": state.value,
            "ended_at": at,
            "ended_by": by,
            "end_note": note,
            "waiting_since": None,
        }
        self._change(row, event, by, at, change | {"asked_due": None, "objected": False}, text=note, **more)

    def _change(self, row: Row, event: Event, by: int, at: datetime, change: Row, **more: Any) -> None:
        changed = {name: value for name, value in change.items() if row[name] != value}
        before = {name: row[name] for name in changed}
        row |= changed
        self._tell(row, event, by, at, before=before, after={**changed, **more})

    def _tell(self, row: Row, event: Event, by: int, at: datetime, **more: Row) -> None:
        self.book.tell(at, by, event, row["id"], row["enterprise"], **more)
