"""The enterprise takes back a wrong report while nobody has decided; it stays on file."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.findings.reporting import DONE, report_url, reported, state_of
from tests.findings.scene import counts_agree, finding, row_of
from webapp.audit.queries import history
from webapp.clock import today
from webapp.evidence.tables import Photo
from webapp.findings.proof import verify_all
from webapp.findings.tables import Report
from webapp.findings.verbs.changes import waiting_reports
from webapp.reminders import events
from webapp.reminders.tables import Notice

assert events.ANSWERED
WHY = {"text": "照片传错了。"}


async def asked(client_for: ClientFor, number: int, kind: str) -> str:
    """An extension or an objection that waits."""
    owner, url = await client_for("owner"), report_url(number)
    body = {"kind": kind, "text": "理由", "wanted_due": str(today() + timedelta(days=40))}
    assert (await owner.post(url, data=body)).status_code == 303
    return url


async def test_a_report_of_completion_is_taken_back(client_for: ClientFor) -> None:
    number = await finding()
    due = (await row_of(number))["due_on"]
    url = await reported(client_for, number)
    owner = await client_for("owner")
    assert f"{url}/withdrawal" in (await owner.get(f"/findings/{number}")).text
    page = await owner.get(f"{url}/withdrawal")
    assert DONE["text"] in page.text
    assert (await owner.post(f"{url}/withdrawal", data={"text": " "})).status_code == 422
    answer = await owner.post(f"{url}/withdrawal", data=WHY)
    assert answer.status_code == 303, answer.text
    row = await row_of(number)
    assert (row["state"], row["round"], row["due_on"], row["waiting_since"]) == ("open", 1, due, None)
    report = await Report.select().where(Report.id == UUID(url.rsplit("/", 1)[1])).first()
    assert (report["state"], report["answer"], report["answer_text"]) == ("sent", "withdrawn", WHY["text"])
    # Its photo is evidence and stays, apart from what shows the time afterwards.
    assert await Photo.exists().where(
        (Photo.owner_id == url.rsplit("/", 1)[1]) & Photo.withdrawn_at.is_null()
    )
    event = (await history("finding", number))[-1]
    assert event["action"] == "finding.withdrawn"
    desk = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    for words in ("企业撤回：整改完成", WHY["text"], "已撤回的报告的照片"):
        assert words in desk
    assert "整改后的照片" not in desk
    kinds = [
        one["kind"] for one in await Notice.select(Notice.kind).where(Notice.person == ids()["inspector"])
    ]
    assert kinds == ["reported", "withdrawn"]
    await counts_agree()
    assert (await verify_all())[1] == []
    # The same report sent again by a phone that heard no answer stays taken back; a new one counts.
    assert (await owner.post(url, data=DONE)).status_code == 303
    assert await state_of(number) == ("open", 1)
    await reported(client_for, number)
    assert await state_of(number) == ("reported", 1)


@pytest.mark.parametrize(
    ("kind", "column", "empty"), [("extension", "asked_due", None), ("objection", "objected", False)]
)
async def test_a_question_is_taken_back(client_for: ClientFor, kind: str, column: str, empty: object) -> None:
    number = await finding()
    url = await asked(client_for, number, kind)
    assert (await row_of(number))[column]
    mate = await client_for("mate")  # whoever acts for the enterprise
    assert (await mate.post(f"{url}/withdrawal", data=WHY)).status_code == 303
    row = await row_of(number)
    assert (row["state"], row[column]) == ("open", empty)
    await asked(client_for, number, kind)
    assert (await row_of(number))[column]


async def test_a_report_of_progress_is_taken_back(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    first, second = report_url(number), report_url(number)
    for url, percent in ((first, "30"), (second, "90")):
        body = {"kind": "progress", "text": f"已完成 {percent}。", "percent": percent}
        assert (await owner.post(url, data=body)).status_code == 303
    shown = (await owner.get(f"/findings/{number}")).text
    assert f"{first}/withdrawal" in shown and f"{second}/withdrawal" in shown
    before = await row_of(number)
    page = (await owner.get(f"{second}/withdrawal")).text
    assert "已完成 90。" in page and "整改期限不变" in page and "回到报告之前" not in page
    assert (await owner.post(f"{second}/withdrawal", data=WHY)).status_code == 303
    assert await row_of(number) == before
    shown = (await owner.get(f"/findings/{number}")).text
    assert f"{first}/withdrawal" in shown and f"{second}/withdrawal" not in shown
    assert (await owner.post(f"{second}/withdrawal", data=WHY)).status_code == 409
    report = await Report.select().where(Report.id == UUID(second.rsplit("/", 1)[1])).first()
    assert (report["state"], report["answer"]) == ("sent", "withdrawn")
    desk = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    assert "企业撤回：整改进展" in desk and WHY["text"] in desk
    assert (await verify_all())[1] == []
    # What has ended stays as it was told.
    await reported(client_for, number)
    body = {"report": str((await waiting_reports(number))["done"]["id"]), "text": ""}
    closed = await (await client_for("colleague")).post(f"/findings/{number}/closure", data=body)
    assert closed.status_code == 303, closed.text
    assert (await owner.post(f"{first}/withdrawal", data=WHY)).status_code == 409
    assert "/withdrawal" not in (await owner.get(f"/findings/{number}")).text


async def test_what_was_decided_is_not_taken_back(client_for: ClientFor) -> None:
    number = await finding()
    url = await reported(client_for, number)
    colleague, owner = await client_for("colleague"), await client_for("owner")
    body = {"report": url.rsplit("/", 1)[1], "text": "还差一台。"}
    assert (await colleague.post(f"/findings/{number}/return", data=body)).status_code == 303
    for answer in (await owner.get(f"{url}/withdrawal"), await owner.post(f"{url}/withdrawal", data=WHY)):
        assert answer.status_code == 409
        assert "已经答复" in answer.text
    assert "/withdrawal" not in (await owner.get(f"/findings/{number}")).text


async def test_others_take_nothing_back(client_for: ClientFor) -> None:
    number = await finding()
    url = await reported(client_for, number)
    assert (await (await client_for("stranger")).post(f"{url}/withdrawal", data=WHY)).status_code == 404
    assert (await (await client_for("inspector")).post(f"{url}/withdrawal", data=WHY)).status_code == 403
    other = await finding()
    assert (
        await (await client_for("owner")).post(
            f"/findings/{other}/reports/{url.rsplit('/', 1)[1]}/withdrawal", data=WHY
        )
    ).status_code == 409
    assert await state_of(number) == ("reported", 1)
