"""Before a fine for a T1 violation comes a 责令限期改正通知书 that was issued, and then a re-inspection that failed."""

from datetime import timedelta
from uuid import UUID

from tests.conftest import ClientFor
from tests.documents.scene import issued
from tests.findings.scene import look_again
from tests.inspections.ready import complete, who
from webapp.clock import now, today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.verbs import issuing
from webapp.findings.rules import Recheck
from webapp.findings.tables import Finding
from webapp.inspections.tables import DraftFinding
from webapp.inspections.verbs.submission import submit

MAY, MAY_NOT = "可以考虑处罚", "处罚的条件尚未具备"


async def overdue() -> tuple[UUID, int]:
    """A visit of six weeks ago whose one finding (V17: T1) was due ten days ago."""
    visit = await complete(started_at=now() - timedelta(days=42))
    async with transaction():
        await DraftFinding.update({DraftFinding.due_on: today() - timedelta(days=10)}).where(
            DraftFinding.inspection == visit
        )
    await submit(await who("inspector"), visit)
    row = await Finding.select(Finding.id).where(Finding.inspection == visit).first()
    return visit, row["id"]


async def test_no_fine_without_an_order_before_the_recheck(client_for: ClientFor) -> None:
    visit, number = await overdue()
    client = await client_for("inspector")

    async def page() -> str:
        return str((await client.get(f"/findings/{number}")).text)

    assert MAY_NOT in await page()
    await look_again(number, Recheck.NOT, "没有动。")
    assert "系统里没有这项问题的责令限期改正通知书" in await page()

    order = await issued(kinds.ORDER, visit)
    late = await page()
    assert MAY not in late and "通知书签发在复查之后" in late

    await look_again(number, Recheck.NOT, "仍然没有动。")
    assert MAY in await page() and MAY_NOT not in await page()

    await issuing.void(await who("inspector"), order["id"], "写错了单位。")
    assert MAY not in await page()


async def test_an_order_that_leaves_the_finding_out_is_none_for_it(client_for: ClientFor) -> None:
    visit, number = await overdue()
    await issued(kinds.ORDER, visit)
    async with transaction():  # as if the order had named another one
        await Finding.update({Finding.number: 7}).where(Finding.id == number)
    await look_again(number, Recheck.NOT, "没有动。")
    page = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    assert MAY not in page and "系统里没有这项问题的责令限期改正通知书" in page
