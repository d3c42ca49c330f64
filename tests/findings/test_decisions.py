"""Who decides what of a finding, over HTTP, on both databases."""

from datetime import timedelta

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.evidence.pictures import PDF
from tests.findings.reporting import report_url, reported, state_of
from tests.findings.scene import counts_agree, finding, row_of
from webapp.audit.queries import history
from webapp.clock import today
from webapp.findings.tables import Report

DECISIONS = [
    "closure",
    "return",
    "extension-grant",
    "extension-refusal",
    "objection-uphold",
    "objection-refusal",
]


async def test_from_report_to_closure(client_for: ClientFor) -> None:
    number = await finding()
    url = await reported(client_for, number)
    assert await state_of(number) == ("reported", 1)
    owner, inspector = await client_for("owner"), await client_for("inspector")
    page = await owner.get(f"/findings/{number}")
    assert "不算逾期" in page.text
    assert "法律提示" not in page.text
    page = await inspector.get(f"/findings/{number}")
    assert "已在破碎车间安装布袋除尘器。" in page.text
    assert "法律提示" in page.text
    seen = url.rsplit("/", 1)[1]
    for _ in range(2):  # a double tap closes once
        answer = await inspector.post(
            f"/findings/{number}/closure", data={"report": seen, "text": "照片清楚。"}
        )
        assert answer.status_code == 303
    assert await state_of(number) == ("closed", 1)
    actions = [event["action"] for event in await history("finding", number)]
    assert actions == ["finding.opened", "finding.reported", "finding.closed"]
    page = await owner.get("/findings?ended=1")
    assert "照片清楚。" in page.text
    await counts_agree()


async def test_returned_with_a_reason_for_another_round(client_for: ClientFor) -> None:
    number = await finding()
    await reported(client_for, number)
    inspector = await client_for("colleague")
    refused = await inspector.post(f"/findings/{number}/return", data={"text": "", "new_due": "2026-02-30"})
    assert refused.status_code == 422
    assert "请填写退回理由" in refused.text
    assert "不是存在的日期" in refused.text
    assert 'value="2026-02-30"' in refused.text
    later = today() + timedelta(days=40)
    answer = await inspector.post(
        f"/findings/{number}/return", data={"text": "看不清。", "new_due": f"{later}"}
    )
    assert answer.status_code == 303
    row = await row_of(number)
    assert (row["state"], row["round"], row["due_on"]) == ("open", 2, later)
    assert "看不清。" in (await (await client_for("owner")).get("/findings")).text
    await reported(client_for, number, "mate")
    assert await state_of(number) == ("reported", 2)


async def test_an_extension_can_be_refused(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    ask = {"kind": "extension", "wanted_due": f"{today() + timedelta(days=30)}", "text": "等设备"}
    await owner.post(report_url(number), data=ask)
    inspector = await client_for("inspector")
    assert (
        await inspector.post(f"/findings/{number}/extension-refusal", data={"text": " "})
    ).status_code == 422
    answer = await inspector.post(f"/findings/{number}/extension-refusal", data={"text": "已经延过。"})
    assert answer.status_code == 303
    assert (await row_of(number))["asked_due"] is None
    assert (await Report.select().first())["answer"] == "refused"


async def test_only_people_of_the_reach_with_a_badge_decide(client_for: ClientFor) -> None:
    number = await finding()
    await reported(client_for, number)
    expected = {
        "owner": 403,
        "mate": 403,
        "neighbour": 403,
        "stranger": 403,
        "assistant": 403,
        "admin": 403,
        "countyadmin": 403,
        "outsider": 404,
        "outsupervisor": 404,
        "zoneinspector": 404,
    }
    for name, status in expected.items():
        client = await client_for(name)
        for decision in DECISIONS:
            answer = await client.post(f"/findings/{number}/{decision}", data={"text": "不该成功"})
            assert answer.status_code == status, (name, decision)
    for name in ("inspector", "owner", "outsider"):
        for noun in ("reassignment", "termination"):
            answer = await (await client_for(name)).post(f"/findings/{number}/{noun}", data={"text": "x"})
            assert answer.status_code == 403
    for noun in ("reassignment", "termination"):
        answer = await (await client_for("outsupervisor")).post(
            f"/findings/{number}/{noun}", data={"text": "x"}
        )
        assert answer.status_code == 404
    assert (await (await client_for("")).post(f"/findings/{number}/closure")).status_code == 401
    assert await state_of(number) == ("reported", 1)


@pytest.mark.parametrize("name", ["inspector", "colleague", "supervisor", "chief"])
async def test_the_finder_and_every_colleague_with_a_badge_may_close(
    client_for: ClientFor, name: str
) -> None:
    number = await finding()
    await reported(client_for, number)
    assert (await (await client_for(name)).post(f"/findings/{number}/closure", data={})).status_code == 303
    assert await state_of(number) == ("closed", 1)


async def test_a_newer_report_is_not_closed_unseen(client_for: ClientFor) -> None:
    number = await finding()
    old = (await reported(client_for, number)).rsplit("/", 1)[1]
    inspector, colleague = await client_for("inspector"), await client_for("colleague")
    await colleague.post(f"/findings/{number}/return", data={"text": "还差一处。", "report": old})
    await reported(client_for, number)
    answer = await inspector.post(f"/findings/{number}/closure", data={"report": old, "text": "我的意见"})
    assert answer.status_code == 409
    assert "最新的情况" in answer.text
    assert "我的意见" in answer.text
    assert (await inspector.post(f"/findings/{number}/closure", data={"report": "x"})).status_code == 422
    assert await state_of(number) == ("reported", 2)


async def test_reassigned_to_a_colleague_and_nobody_else(client_for: ClientFor) -> None:
    number, supervisor = await finding(), await client_for("supervisor")
    for name in ("assistant", "outsider", "admin", "owner"):
        answer = await supervisor.post(
            f"/findings/{number}/reassignment", data={"assignee": str(ids()[name])}
        )
        assert answer.status_code == 422, name
    answer = await supervisor.post(
        f"/findings/{number}/reassignment", data={"assignee": str(ids()["colleague"]), "text": "调走了"}
    )
    assert answer.status_code == 303
    assert (await row_of(number))["responsible"] == ids()["colleague"]


async def test_terminated_with_proof(client_for: ClientFor) -> None:
    number, supervisor = await finding(), await client_for("supervisor")
    reason = {"text": "企业已注销。"}
    answer = await supervisor.post(f"/findings/{number}/termination", data=reason)
    assert answer.status_code == 422
    assert "证明" in answer.text
    assert "企业已注销。" in answer.text
    answer = await supervisor.post(
        f"/findings/{number}/termination", data=reason, files=[("files", ("注销.pdf", PDF))]
    )
    assert answer.status_code == 303
    assert await state_of(number) == ("terminated", 1)
    await counts_agree()
