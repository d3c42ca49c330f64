"""Everything the review page shows, from one reading of the visit."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.checklists.rules.scoring import Score
from webapp.findings.queries.sides import issued_by_any
from webapp.inspections.queries.record import Record, load_row
from webapp.inspections.queries.shortcomings import wanting
from webapp.inspections.queries.snapshots import visit_of
from webapp.inspections.queries.totals import counted, scored
from webapp.inspections.queries.visits import Row
from webapp.inspections.rules import Outcome, SlotResult
from webapp.inspections.rules.clocks import began_of, doubts
from webapp.inspections.rules.flags import Shot, flags
from webapp.inspections.rules.missing import Missing, missing_before_submission
from webapp.inspections.rules.proposal import left_out, proposed_conclusion
from webapp.inspections.rules.slot_words import contradicts
from webapp.inspections.rules.slots import slot_of
from webapp.inspections.rules.snapshot import Visit

OWN_SIDE = (
    "“{fact}”的报告人账号由{name}开通：由{name}提交的复查结果会保存，但不直接销号或退回，要由另一名持执法证的人员办理；"
    "也可以由另一名检查人员提交这次检查。"
)


CONTRADICTED = "“{name}”的查看结果是“{seen}”，问题的事实却写着“{fact}”，请核对。"


@dataclass(frozen=True)
class Review:
    """`codes`, and `slots` with their numbers in the form, are the places a missing thing can point to."""

    record: Record
    counts: dict[str, int]
    score: Score
    missing: list[Missing]
    flags: list[str]
    proposal: str
    codes: frozenset[str]
    slots: dict[str, int]

    @property
    def visit(self) -> Row:
        return self.record.visit

    @property
    def id(self) -> UUID:
        return UUID(str(self.visit["id"]))

    @property
    def people(self) -> list[Row]:
        """The two inspectors, lead first."""
        return [self.record.people[one] for one in (self.visit["lead"], self.visit["second"]) if one]

    @property
    def photos(self) -> int:
        return sum(len(rows) for rows in self.record.photos.values())

    @property
    def initial(self) -> dict[str, Any]:
        visit = self.visit
        kept = {name: visit[name] for name in ("companion", "companion_post", "showed_badge", "told_rights")}
        return {**kept, "conclusion": visit["conclusion"] or (self.proposal if self.judged else "")}

    @property
    def judged(self) -> bool:
        """Whether there is a record from which a conclusion follows."""
        return bool(self.visit["outcome"] == Outcome.INSPECTED.value)

    def differs(self, conclusion: str) -> bool:
        """Whether these words, which somebody wrote, lack what the record says now."""
        return bool(conclusion) and left_out(conclusion, self.proposal)


async def review_of(visit: Row) -> Review:
    """Read and judge a visit; `visit` as of visits.visit_for."""
    record = await load_row(visit)
    snapshot = visit_of(record)
    score = await scored(record, snapshot)
    counts = counted(snapshot, score)
    return Review(
        record=record,
        counts=counts,
        score=score,
        missing=missing_before_submission(snapshot),
        flags=[*flags_of(record), *contradicted(record), *await both_sides(record)],
        proposal=proposal_of(record, snapshot, counts),
        codes=frozenset(item.code for item in snapshot.items),
        slots={slot.key: number for number, slot in enumerate(record.slots, start=1)},
    )


def proposal_of(record: Record, visit: Visit, counts: dict[str, int]) -> str:
    """The conclusion that the record suggests."""
    results = [one.result for one in visit.rechecks]
    return proposed_conclusion(record.visit["enterprise_name"], record.kind, counts, results, wanting(record))


async def both_sides(record: Record) -> list[str]:
    """Which results of a 复查 will answer no report, since one of the two opened the account that reported."""
    if not record.kind.rechecks:
        return []
    facts = {row["id"]: row["fact"] for row in record.open}
    return [
        OWN_SIDE.format(fact=facts[finding][:40], name=record.people[person]["name"])
        for finding, person in await issued_by_any(record.people.keys(), facts.keys())
    ]


def flags_of(record: Record) -> list[str]:
    """The flags of a visit, before and after submission."""
    visit = record.visit
    shots = [
        Shot(row["taken_at"], row["exif_taken_at"], row["received_at"])
        for rows in record.photos.values()
        for row in rows
    ]
    return flags(
        clock_offset=visit["clock_offset"],
        started_at=began_of(visit),
        distance=visit["distance"],
        accuracy=visit["accuracy"],
        located=visit["latitude"] is not None,
        photos=shots,
        times=doubts(visit),
    )


def contradicted(record: Record) -> list[str]:
    """Findings about signs and equipment whose words say something else than what was seen of them."""
    seen = {key: SlotResult(row["result"]) for key, row in record.slot_results.items()}
    return [
        CONTRADICTED.format(
            name=slot_of(row["slot"]).name, seen=seen[row["slot"]].label, fact=row["fact"][:40]
        )
        for row in record.findings
        if row["slot"] in seen and contradicts(seen[row["slot"]], row["fact"])
    ]


def counts_of(visit: Row) -> dict[str, int]:
    """The counts that were stored at submission."""
    stored: dict[str, int] = json.loads(visit["counts"])
    return stored
