"""A world whose every text is an attack, in a served database: `python -m tests.browser.hostile_room`."""

import asyncio
import json
from uuid import uuid4

from tests import cast
from tests.browser.server import Server

ATTACK = '"\'><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e`${window.pwned=1}`{{7*7}}</textarea></title>'
SHORT = "'\"><svg onload=pwned=1>\u202e"


def fill(server: Server) -> None:
    """Put it into the server's migrated database."""
    server.ran("tests.browser.hostile_room")


async def _fill() -> None:
    from webapp.db.connect import ENGINE
    from webapp.evidence import service as evidence

    await ENGINE.open()
    await evidence.start(background=False)
    try:
        await cast.make()
        await _poison()
    finally:
        await evidence.stop()
        await ENGINE.close()


async def _poison() -> None:
    from datetime import timedelta

    from tests.findings.scene import chunks
    from tests.inspections.ready import PhotoKind, complete, draft_finding, encoded, visit, who
    from webapp.accounts.members.activation import issue
    from webapp.accounts.tables import Bureau, Person
    from webapp.clock import today
    from webapp.db import transaction
    from webapp.enterprises.tables import Enterprise
    from webapp.evidence.forms import Claims
    from webapp.field.verbs import Plan, make_day_list
    from webapp.findings.queries import finding_for
    from webapp.findings.rules import ReportKind
    from webapp.findings.tables import Finding
    from webapp.findings.verbs import reporting
    from webapp.inspections.tables import Answer, DraftFinding, Inspection
    from webapp.inspections.verbs.closing import supplement
    from webapp.inspections.verbs.submission import submit

    ids = cast.ids()
    async with transaction():
        await Enterprise.update(
            {
                Enterprise.name: ATTACK, Enterprise.workplace: ATTACK[:110], Enterprise.address: ATTACK,
                Enterprise.contact: SHORT, Enterprise.phone: SHORT, Enterprise.legal_person: SHORT,
            }
        ).where(Enterprise.id == ids["A"])  # fmt: skip
        await Person.update({Person.name: SHORT}).where(
            Person.id.is_in([ids[one] for one in ("inspector", "owner", "colleague")])
        )
        await Bureau.update({Bureau.name: ATTACK[:100], Bureau.phone: SHORT}).where(
            Bureau.id == ids["county"]
        )
    inspector, owner = await who("inspector"), await who("owner")
    for _ in range(2):
        one = await complete(companion=SHORT, companion_post=SHORT, conclusion=ATTACK)
        async with transaction():
            await DraftFinding.update({DraftFinding.fact: ATTACK, DraftFinding.requirement: ATTACK}).where(
                DraftFinding.inspection == one
            )
            await Answer.update({Answer.note: ATTACK, Answer.measured: SHORT}).where(Answer.inspection == one)
        await draft_finding(one, None, fact=ATTACK, requirement=ATTACK, on_site_note=ATTACK)
    async with transaction():
        await Inspection.update({Inspection.companion: SHORT}).where(Inspection.id == one)
    await submit(inspector, one)
    await supplement(inspector, one, ATTACK, ATTACK)
    await visit(conclusion=ATTACK)
    for finding in await Finding.select(Finding.id).where(Finding.inspection == one):
        row, report = await finding_for(owner, finding["id"]), uuid4()
        claims = Claims(kind=PhotoKind.AFTER, file_name=f"{SHORT}\r\n中文.jpg")
        await reporting.keep_photo(
            owner, row, report, uuid4(), claims, chunks(encoded("JPEG", "Portrait_3", 160))
        )
        await reporting.send(owner, row, report, reporting.Said(ReportKind.DONE, ATTACK))
    plan = Plan(today() + timedelta(days=0), "routine", ids["inspector"], ids["colleague"], [ids["A"]], SHORT)
    await make_day_list(await who("supervisor"), plan)
    await issue(inspector, ids["A"], note=ATTACK[:100])


if __name__ == "__main__":
    asyncio.run(_fill())
    print(json.dumps("done"))
