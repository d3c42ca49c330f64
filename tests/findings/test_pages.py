"""Who may do what with a finding, over HTTP, on both databases."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.evidence.pictures import PDF
from tests.findings.scene import PHOTOS, counts_agree, finding, findings, row_of, shoot, visit, who
from webapp.audit.queries import history
from webapp.clock import today
from webapp.evidence.tables import Photo
from webapp.findings.gallery import before_targets
from webapp.findings.listing import waiting_for
from webapp.findings.tables import Finding, Report

PICTURE = (PHOTOS / "Portrait_3.jpg").read_bytes()
DONE = {"kind": "done", "text": "已在破碎车间安装布袋除尘器。"}


def report_url(number: int, report: object = None) -> str:
    return f"/findings/{number}/reports/{report or uuid4()}"


async def photograph(client: httpx.AsyncClient, url: str) -> str:
    photo = uuid4()
    answer = await client.put(
        f"{url}/photos/{photo}?kind=after", content=PICTURE, headers={"x-entry": str(photo)}
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["x-entry-stored"] == str(photo)
    return str(photo)


async def reported(client_for: ClientFor, number: int, by: str = "owner") -> str:
    """A finding whose completion was reported with a photo; returns the address of the report."""
    client = await client_for(by)
    url = report_url(number)
    await photograph(client, url)
    answer = await client.post(url, data=DONE)
    assert answer.status_code == 303, answer.text
    return url


async def state_of(number: int) -> tuple[str, int]:
    row = await row_of(number)
    return row["state"], row["round"]


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


async def test_done_without_evidence_is_refused_and_the_text_kept(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    answer = await owner.post(report_url(number), data=DONE)
    assert answer.status_code == 422
    assert "至少上传一张整改后照片或一个文件" in answer.text
    assert DONE["text"] in answer.text
    answer = await owner.put(report_url(number), json=DONE)
    assert answer.status_code == 422
    assert await state_of(number) == ("open", 1)


async def test_a_form_with_files_works_without_script(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    url = report_url(number)
    files = [("files", ("检测报告.pdf", PDF)), ("files", ("现场.jpg", PICTURE))]
    refused = await owner.post(url, data={"kind": "done", "text": ""}, files=files)
    assert refused.status_code == 422
    assert await Photo.count() == 2
    assert (await owner.post(url, data=DONE, files=files)).status_code == 303
    assert await Photo.count() == 2  # sent again, kept once
    assert await state_of(number) == ("reported", 1)
    assert "检测报告.pdf" in (await (await client_for("inspector")).get(f"/findings/{number}")).text


@pytest.mark.parametrize(
    ("file", "words"), [(b"MZ\x90 a program", "附件请用照片"), (PICTURE[:2000], "照片"), (b"", "空")]
)
async def test_a_bad_file_is_refused_in_words(client_for: ClientFor, file: bytes, words: str) -> None:
    number, owner = await finding(), await client_for("owner")
    answer = await owner.post(report_url(number), data=DONE, files=[("files", ("文件.jpg", file))])
    assert answer.status_code == 422
    assert words in answer.text
    assert DONE["text"] in answer.text
    assert await state_of(number) == ("open", 1)


async def test_progress_extension_and_objection(client_for: ClientFor) -> None:
    number = await finding(due=10)
    owner, inspector = await client_for("owner"), await client_for("inspector")
    answer = await owner.post(
        report_url(number), data={"kind": "progress", "percent": "120", "text": "设备已订购"}
    )
    assert answer.status_code == 422
    assert "设备已订购" in answer.text
    answer = await owner.post(
        report_url(number), data={"kind": "progress", "percent": "60", "text": "设备已订购"}
    )
    assert answer.status_code == 303
    early = {"kind": "extension", "wanted_due": f"{today()}", "text": "设备月底才到"}
    answer = await owner.post(report_url(number), data=early)
    assert answer.status_code == 422
    assert "应晚于原期限" in answer.text
    assert "设备月底才到" in answer.text
    wanted = today() + timedelta(days=20)
    assert (
        await owner.post(report_url(number), data={**early, "wanted_due": f"{wanted}"})
    ).status_code == 303
    again = await owner.post(report_url(number), data={**early, "wanted_due": f"{wanted}"})
    assert again.status_code == 409
    granted = await inspector.post(f"/findings/{number}/extension-grant", data={"new_due": f"{wanted}"})
    assert granted.status_code == 303
    row = await row_of(number)
    assert (row["due_on"], row["asked_due"], row["state"]) == (wanted, None, "open")
    assert row["first_due_on"] == today() + timedelta(days=10)
    objection = {"kind": "objection", "text": "当天车间没有生产。"}
    assert (await owner.post(report_url(number), data=objection)).status_code == 303
    answer = await inspector.post(f"/findings/{number}/objection-refusal", data={"text": "有当天的照片。"})
    assert answer.status_code == 303
    assert (await row_of(number))["objected"] is False
    assert (await owner.post(report_url(number), data=objection)).status_code == 303
    answer = await inspector.post(f"/findings/{number}/objection-uphold", data={"text": "经核实属实。"})
    assert answer.status_code == 303
    assert await state_of(number) == ("void", 1)
    await counts_agree()


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


DECISIONS = [
    "closure",
    "return",
    "extension-grant",
    "extension-refusal",
    "objection-uphold",
    "objection-refusal",
]


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


async def test_only_the_own_enterprise_reports(client_for: ClientFor) -> None:
    number = await finding()
    for name, status in {"neighbour": 404, "stranger": 404, "inspector": 403, "supervisor": 403}.items():
        client = await client_for(name)
        url = report_url(number)
        assert (await client.post(url, data=DONE)).status_code == status
        assert (await client.put(f"{url}/photos/{uuid4()}", content=PICTURE)).status_code == status
        assert (await client.delete(f"{url}/photos/{uuid4()}")).status_code == status
        assert (await client.get(f"/findings/{number}/report")).status_code == status
    for name, status in {
        "neighbour": 404,
        "outsider": 404,
        "mate": 200,
        "assistant": 200,
        "admin": 200,
    }.items():
        assert (await (await client_for(name)).get(f"/findings/{number}")).status_code == status
    assert await Photo.count() == 0


async def test_reports_belong_to_who_began_them(client_for: ClientFor) -> None:
    number, other = await findings(2)
    owner, mate = await client_for("owner"), await client_for("mate")
    url = report_url(number)
    photo = await photograph(owner, url)
    assert (await mate.post(url, data=DONE)).status_code == 409
    assert (await mate.put(f"{url}/photos/{uuid4()}", content=PICTURE)).status_code == 409
    assert (await mate.delete(f"{url}/photos/{photo}")).status_code == 409
    assert (await owner.post(url.replace(f"/{number}/", f"/{other}/"), data=DONE)).status_code == 409
    # Nobody sees a photo of a report before it is sent, and its author does.
    picture = f"/findings/{number}/photos/{photo}/thumbnail"
    assert (await owner.get(picture)).status_code == 200
    for name in ("mate", "inspector"):
        assert (await (await client_for(name)).get(picture)).status_code == 404
    page = await owner.get(f"/findings/{number}/report?kind=done")
    assert photo in page.text  # the report that was begun goes on
    assert (await owner.delete(f"{url}/photos/{photo}")).status_code == 200
    assert (await owner.get(picture)).status_code == 404
    assert (await owner.post(url, data=DONE)).status_code == 422
    await photograph(owner, url)
    assert (await owner.post(url, data=DONE)).status_code == 303
    assert (await owner.put(f"{url}/photos/{uuid4()}", content=PICTURE)).status_code == 409


async def test_the_same_report_again_and_twice_at_once(client_for: ClientFor) -> None:
    number = await finding()
    owner = await client_for("owner", accept="application/json")
    url = report_url(number)
    photo = uuid4()
    first, second = await asyncio.gather(
        *(owner.put(f"{url}/photos/{photo}?kind=after", content=PICTURE) for _ in range(2))
    )
    assert {first.status_code, second.status_code} <= {200, 201}
    answers = await asyncio.gather(*(owner.put(url, json=DONE) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len({answer.json()["sent_at"] for answer in answers}) == 1
    assert await Report.count() == 1
    assert [event["action"] for event in await history("finding", number)].count("finding.reported") == 1
    assert (
        await owner.put(url, json={"kind": "progress", "percent": 5, "text": "换一个"})
    ).status_code == 200
    assert (await Report.select().first())["kind"] == "done"


async def test_two_people_reporting_at_once(client_for: ClientFor) -> None:
    number = await finding()
    clients = [
        await client_for("owner", accept="application/json"),
        await client_for("mate", accept="application/json"),
    ]
    urls = [report_url(number), report_url(number)]
    for client, url in zip(clients, urls, strict=True):
        await photograph(client, url)
    answers = await asyncio.gather(
        *(client.put(url, json=DONE) for client, url in zip(clients, urls, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]


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


async def test_employers_see_only_photos_of_their_finding(client_for: ClientFor) -> None:
    number, other = await findings(2)
    row = await row_of(number)
    visible = [
        await shoot("inspector", "inspection", row["inspection"], target) for target in before_targets(row)
    ]
    hidden = [
        await shoot("inspector", "inspection", row["inspection"], target)
        for target in (
            "gate",
            "slot:注意防尘",
            f"finding:{(await row_of(other))['draft']}",
            f"recheck:{other}",
            "item:2.1",
        )
    ]
    foreign = await shoot("inspector", "inspection", (await visit())["id"], before_targets(row)[1])
    for name in ("owner", "inspector"):
        client = await client_for(name)
        for photo in visible:
            answer = await client.get(f"/findings/{number}/photos/{photo}/display")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "image/jpeg"
        for photo in [*hidden, foreign, uuid4()]:
            assert (await client.get(f"/findings/{number}/photos/{photo}/thumbnail")).status_code == 404
    for name in ("neighbour", "stranger", "outsider"):
        client = await client_for(name)
        for photo in [*visible, *hidden]:
            for part in ("thumbnail", "display", "file", "watermarked"):
                assert (await client.get(f"/findings/{number}/photos/{photo}/{part}")).status_code == 404


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


async def test_the_red_dot(client_for: ClientFor) -> None:
    late, soon, far = await finding(due=-1), await finding(due=3), await finding(due=20)
    assert await waiting_for(await who("owner")) == 2
    assert await waiting_for(await who("neighbour")) == 0
    await reported(client_for, late)
    await (await client_for("owner")).post(report_url(far), data={"kind": "objection", "text": "不符"})
    expected = {
        "inspector": 2,
        "supervisor": 2,
        "chief": 2,
        "colleague": 0,
        "outsider": 0,
        "outsupervisor": 0,
        "owner": 1,
    }
    assert {name: await waiting_for(await who(name)) for name in expected} == expected
    assert soon


async def test_chips_count_and_pages_hold_every_finding_once(client_for: ClientFor) -> None:
    made = (
        await findings(65, due=2)
        + await findings(2, due=-2)
        + await findings(1, enterprise="C", lead="outsider")
    )
    inspector = await client_for("inspector")
    page = (await inspector.get("/findings")).text
    assert "没有等待复核的问题" in page
    seen: list[int] = []
    address = "/findings?filter=soon"
    while address:
        text = (await inspector.get(address)).text
        seen += _ids(text)
        address = _more(text)
    assert seen == made[:65]
    assert _ids((await inspector.get("/findings?filter=overdue&q=gcsl")).text) == made[65:67]
    assert _ids((await inspector.get("/findings?filter=overdue&q=没有这家")).text) == []
    assert len(_ids((await inspector.get("/findings?filter=all&mine=1")).text)) == 30
    part = await inspector.get("/findings?filter=soon", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "我负责的" in part.text
    for nonsense in ("cursor=abc", "cursor=WzEsMl0", "filter=%00", "enterprise=x", "q=%25%25_"):
        assert (await inspector.get(f"/findings?{nonsense}")).status_code == 200


def _ids(text: str) -> list[int]:
    import re

    return list(dict.fromkeys(int(found) for found in re.findall(r'href="/findings/(\d+)"', text)))


def _more(text: str) -> str:
    import html
    import re

    found = re.search(r'href="(/findings\?[^"]*cursor=[^"]*)"', text)
    return html.unescape(found[1]) if found else ""


async def test_void_findings_are_shown_as_void_and_drafts_not_at_all(client_for: ClientFor) -> None:
    from webapp.db import transaction
    from webapp.findings.verbs import void_of_inspection

    number, owner = await finding(), await client_for("owner")
    async with transaction():
        await void_of_inspection(
            await who("supervisor"), (await row_of(number))["inspection"], "检查表用错。"
        )
    assert "没有要整改的问题" in (await owner.get("/findings")).text
    assert "作废" in (await owner.get("/findings?ended=1")).text
    assert (await owner.post(report_url(number), data=DONE)).status_code == 409
    page = await owner.get(f"/findings/{number}")
    assert page.status_code == 200
    assert "报告整改" not in page.text


async def test_the_text_for_wechat(client_for: ClientFor) -> None:
    number = await finding(due=-2)
    inspector = await client_for("inspector")
    for address in (f"/findings/{number}/reminder-text", f"/findings/reminder-text?enterprise={ids()['A']}"):
        text = (await inspector.get(address)).text
        assert "1 项问题待整改" in text
        assert "逾期 2 天" in text
    assert (await inspector.get(f"/findings/reminder-text?enterprise={ids()['C']}")).status_code == 404
    assert (await (await client_for("owner")).get(f"/findings/{number}/reminder-text")).status_code == 403


async def test_long_and_rare_texts(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    answer = await owner.post(report_url(number), data={"kind": "objection", "text": "长" * 10_000})
    assert answer.status_code == 422
    assert "长" * 10_000 in answer.text
    rare: dict[str, Any] = {"kind": "objection", "text": "𠮷林😀<script>"}
    assert (await owner.post(report_url(number), data=rare)).status_code == 303
    page = (await (await client_for("inspector")).get(f"/findings/{number}")).text
    assert "𠮷林😀&lt;script&gt;" in page
    assert (await owner.post(report_url(number), data={"kind": "nonsense"})).status_code == 422
    assert (await owner.put(report_url(number), json=["x"])).status_code == 422
    assert await Finding.count() == 1


async def test_an_id_beyond_every_database_is_not_found(client_for: ClientFor) -> None:
    for name in ("owner", "inspector"):
        client = await client_for(name)
        for number in (0, 2**31, 2**63, 10**30):
            assert (await client.get(f"/findings/{number}")).status_code == 404
        assert (
            await client.get("/findings?filter=all&cursor=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd")
        ).status_code == 200
