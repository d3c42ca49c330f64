"""Whatever people do in whatever order: the enterprise's count is the number of live findings."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from tests.findings.scene import counts_agree, draft, findings, look_again, shoot, visit, who
from webapp.clock import today
from webapp.db import transaction
from webapp.errors import DomainError
from webapp.findings.queries import finding_for
from webapp.findings.rules import Recheck, ReportKind, State
from webapp.findings.tables import Finding, Report
from webapp.findings.verbs import deciding, open_findings, reporting, void_of_inspection
from webapp.findings.verbs.deciding import Decision
from webapp.findings.verbs.reporting import Said
from webapp.inspections.tables import Inspection

STEPS = 60
DECISIONS = [
    deciding.CLOSURE,
    deciding.RETURN,
    deciding.GRANT,
    deciding.EXTENSION_REFUSAL,
    deciding.UPHOLD,
    deciding.OBJECTION_REFUSAL,
    deciding.TERMINATION,
]


class Life:
    """Random steps of random people; refusals are fine, wrong counts are not."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.taken = 0

    async def step(self) -> None:
        move = self.chance.choice(
            [self.report, self.report, self.decide, self.decide, self.again, self.void, self.open]
        )
        try:
            await move()
            self.taken += 1
        except DomainError:
            pass

    async def one(self) -> int:
        rows = await Finding.select(Finding.id).order_by(Finding.id)
        return int(self.chance.choice(rows)["id"])

    async def report(self) -> None:
        user = await who(self.chance.choice(["owner", "mate"]))
        row = await finding_for(user, await self.one())
        report = uuid4()
        if self.chance.random() < 0.8 and row["state"] == "open":
            async with transaction():
                await reporting.begin(user, row, report)
            await shoot("owner", "report", report, picture="Portrait_0", what="after")
        kind = self.chance.choice([ReportKind.DONE, ReportKind.DONE, *ReportKind])
        said = Said(kind, "写明情况", 50, row["due_on"] + timedelta(days=9))
        await reporting.send(user, row, report, said)

    async def decide(self) -> None:
        decision: Decision = self.chance.choice(DECISIONS)
        await deciding.decide(
            await who(self.chance.choice(["inspector", "supervisor"])), await self.one(), decision, "理由"
        )

    async def again(self) -> None:
        await look_again(
            await self.one(), self.chance.choice(list(Recheck)), "还差一处", self.chance.randint(0, 1)
        )

    async def void(self) -> None:
        if self.chance.random() < 0.3:
            rows = (
                await Inspection.select(Inspection.id)
                .where(Inspection.state == "submitted")
                .order_by(Inspection.id)
            )
            chosen = self.chance.choice(rows)["id"]
            async with transaction():
                await Inspection.update({Inspection.state: "void"}).where(Inspection.id == chosen)
                await void_of_inspection(await who("supervisor"), chosen, "作废")

    async def open(self) -> None:
        async with transaction():
            await open_findings(await who("inspector"), await visit(), [draft(due_on=today())])


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_count_is_always_right(db: None, seed: int) -> None:
    life = Life(seed)
    await findings(3)
    for _ in range(STEPS):
        await life.step()
        await counts_agree()
    assert life.taken > STEPS / 4
    await the_rows_make_sense()


async def the_rows_make_sense() -> None:
    for row in await Finding.select():
        state = State(row["state"])
        waiting = await Report.select().where(
            (Report.finding == row["id"])
            & (Report.state == "sent")
            & (Report.answer == "")
            & (Report.kind != "progress")
        )
        kinds = [report["kind"] for report in waiting]
        assert len(kinds) == len(set(kinds))
        assert (state is State.REPORTED) == ("done" in kinds) == (row["waiting_since"] is not None)
        assert bool(row["asked_due"]) == ("extension" in kinds)
        assert row["objected"] == ("objection" in kinds)
        assert (row["ended_at"] is not None) == (state not in (State.OPEN, State.REPORTED))
        assert row["due_on"] >= row["first_due_on"]
        assert row["round"] >= 1
