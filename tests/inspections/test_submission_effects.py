"""What a submission brings about, who may, and nothing in between."""

import pytest

from tests.cast import ids
from tests.findings.scene import counts_agree, finding, look_again, row_of
from tests.inspections.ready import (
    CLOSING,
    answer_all,
    complete,
    draft_finding,
    draft_recheck,
    shoot,
    visit,
    who,
)
from tests.inspections.submitting import JSON, state_of
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import transaction
from webapp.enterprises.tables import Enterprise
from webapp.errors import Conflict
from webapp.findings.rules import Recheck
from webapp.findings.tables import Finding
from webapp.findings.tables import Recheck as RecheckTable
from webapp.inspections.tables import Inspection, Receipt
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import StillOpen, submit


async def test_corrected_on_site_closes_at_once(db):
    inspection = await complete()
    await draft_finding(inspection, None, on_site=True, on_site_note="当场张贴了标识")
    await submit(await who("inspector"), inspection)
    rows = await Finding.select().where(Finding.inspection == inspection).order_by(Finding.number)
    assert [row["state"] for row in rows] == ["open", "closed"]
    assert rows[1]["corrected_on_site"]
    await counts_agree()


async def test_a_draft_behind_a_changed_answer_makes_no_finding(db):
    inspection = await complete()
    await draft_finding(inspection, "5.2")  # its item is answered 符合
    await submit(await who("inspector"), inspection)
    assert await Finding.count().where(Finding.inspection == inspection) == 1


async def test_a_recheck_closes_and_returns(db):
    fixed, partly = await finding(), await finding()
    inspection = await visit(kind="recheck", **CLOSING)
    await draft_recheck(inspection, fixed, "fixed")
    await shoot(inspection, f"recheck:{fixed}", "after")
    await draft_recheck(inspection, partly, "partly", "除尘器还没有接电")
    await submit(await who("inspector"), inspection)
    states = {row["id"]: (row["state"], row["round"]) for row in await Finding.select()}
    assert states == {fixed: ("closed", 1), partly: ("open", 2)}
    assert await RecheckTable.count().where(RecheckTable.inspection == inspection) == 2
    await counts_agree()


async def test_what_was_seen_of_a_finding_that_was_closed_meanwhile_stands_beside_it(client_for):
    """The phone had no network while a colleague closed one finding; an older one was closed before the visit."""
    number, before, foreign = await finding(due=-1), await finding(), await finding(enterprise="B")
    await look_again(before, Recheck.FIXED)
    inspection = await visit(kind="recheck", **CLOSING, started_at=now())
    await look_again(number, Recheck.FIXED)
    client = await client_for("inspector")
    address = f"/inspections/{inspection}"
    said = {"result": "not", "note": "除尘器没有运行"}
    for other in (before, foreign):
        answer = await client.put(f"{address}/rechecks/{other}", json=said, headers=JSON)
        assert answer.status_code == 404
    for _ in range(2):  # and the retry of an answer that was lost
        answer = await client.put(
            f"{address}/rechecks/{number}", json=said, headers={**JSON, "x-entry": "r-1"}
        )
        assert answer.status_code == 200, answer.text
    assert "除尘器没有运行" in (await client.get(address)).text
    await submit(await who("inspector"), inspection)
    kept = await RecheckTable.select().where(RecheckTable.inspection == inspection)
    assert [(row["finding"], row["result"], row["note"]) for row in kept] == [
        (number, "not", "除尘器没有运行")
    ]
    row = await row_of(number)
    assert (row["state"], row["failed_recheck_after_due"]) == ("closed", False)
    copy = await void_and_copy(await who("supervisor"), inspection, "日期写错")
    await submit(await who("inspector"), copy)
    assert await RecheckTable.exists().where(RecheckTable.inspection == copy)


async def test_a_recheck_names_what_was_not_looked_at(db):
    await finding()
    inspection = await visit(kind="recheck", **CLOSING)
    with pytest.raises(StillOpen) as refused:
        await submit(await who("inspector"), inspection)
    assert [one.kind for one in refused.value.open] == ["recheck"]


async def test_a_patrol_needs_no_second_and_makes_no_finding(client_for):
    inspection = await visit("assistant", kind="patrol", second=None, showed_badge=False, told_rights=False)
    client = await client_for("assistant")
    answer = await client.post(f"/inspections/{inspection}/submission", data={"conclusion": "门口粉尘大"})
    assert answer.status_code == 303
    assert not await Finding.exists().where(Finding.inspection == inspection)


async def test_a_crash_in_between_leaves_nothing(db):
    inspection, other = await complete(), await complete()
    user = await who("inspector")
    taken = (await submit(user, other)).receipt
    async with transaction():  # the next serial is taken already, so that the last step but one fails
        await Receipt.update({Receipt.serial: taken["serial"][:-4] + "0002"}).where(
            Receipt.serial == taken["serial"]
        )
    with pytest.raises(Exception, match=r"(?i)unique"):
        await submit(user, inspection)
    assert await state_of(inspection) == "draft"
    assert not await Finding.exists().where(Finding.inspection == inspection)
    assert "inspection.submitted" not in [row["action"] for row in await history("inspection", inspection)]
    await counts_agree()


async def test_only_the_two_of_the_visit_submit(client_for):
    inspection = await complete(second=ids()["chief"])
    for name, status in (
        ("colleague", 403),
        ("supervisor", 403),
        ("outsider", 404),
        ("owner", 403),
        ("admin", 403),
    ):
        client = await client_for(name)
        answer = await client.post(f"/inspections/{inspection}/submission", json={}, headers=JSON)
        assert answer.status_code == status, name
    assert await state_of(inspection) == "draft"
    assert (await (await client_for("outsider")).get(f"/inspections/{inspection}/review")).status_code == 404


async def test_a_discarded_draft_is_not_submitted(db):
    inspection = await complete(state="discarded")
    with pytest.raises(Conflict):
        await submit(await who("inspector"), inspection)


async def test_a_visit_that_arrives_late_does_not_set_the_last_visit_back(db):
    user = await who("inspector")
    newer, older = await complete(), await complete()
    at = now()
    async with transaction():
        await Inspection.update({Inspection.started_at: at, Inspection.began_at: at}).where(
            Inspection.id == newer
        )
    await submit(user, newer)
    await submit(user, older)
    place = await Enterprise.select(Enterprise.last_visit_at).where(Enterprise.id == ids()["A"]).first()
    assert place["last_visit_at"] == at


async def test_a_visit_that_nobody_finished_is_answered_all(db):
    inspection = await visit(**CLOSING)
    await answer_all(inspection)
    done = await submit(await who("colleague"), inspection)
    assert done.created
    row = await Inspection.select().where(Inspection.id == inspection).first()
    assert (row["verdict"], row["score"]) == ("passed", 100)


async def test_many_open_answers_are_one_group_of_links(client_for):
    inspection = await visit()
    client = await client_for("inspector")
    page = (await client.get(f"/inspections/{inspection}/review")).text
    one = f'href="/inspections/{inspection}#item-5.6" aria-label="第 5.6 项未答。">5.6</a>'
    assert one in page
    assert page.count("#item-5.6") == 1
