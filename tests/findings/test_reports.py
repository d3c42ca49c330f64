"""What an enterprise reports of a finding, over HTTP, on both databases."""

import asyncio
import re
from contextvars import Context
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.conftest import ClientFor
from tests.evidence.pictures import PDF
from tests.findings.reporting import DONE, PICTURE, photograph, report_url, state_of
from tests.findings.scene import counts_agree, finding, findings, row_of, who
from webapp.audit.queries import history
from webapp.clock import today
from webapp.db import sql, transaction
from webapp.errors import Invalid
from webapp.evidence.tables import Photo
from webapp.findings.rules import ReportKind
from webapp.findings.tables import Report
from webapp.findings.verbs.reporting import Said, send, withdraw_photo


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


async def test_photos_are_labelled_by_what_the_report_is(client_for: ClientFor) -> None:
    number, owner = await finding(), await client_for("owner")
    inspector = await client_for("inspector")
    shot = ("files", ("现场.jpg", PICTURE))
    values = {"kind": "progress", "percent": "40", "text": "已订货"}
    assert (await owner.post(report_url(number), data=values, files=[shot])).status_code == 303
    page = (await inspector.get(f"/findings/{number}")).text
    assert "<h3>整改进展的照片</h3>" in page
    assert "整改后" not in page
    [photo] = await Photo.select()
    assert photo["kind"] == "other"
    files = [shot, ("files", ("检测报告.pdf", PDF))]
    assert (await owner.post(report_url(number), data=DONE, files=files)).status_code == 303
    page = (await inspector.get(f"/findings/{number}")).text
    assert "<h3>整改后的照片和文件</h3>" in page
    assert "<h3>整改进展的照片</h3>" in page


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
    # What never arrived is gone; whether it is somebody else's nobody learns.
    for unknown in (photo, uuid4()):
        place = f"{url.replace(f'/{number}/', f'/{other}/').rsplit('/', 1)[0]}/{uuid4()}/photos/{unknown}"
        assert (await owner.delete(place)).status_code == 200
    assert (await Photo.select().first())["withdrawn_at"] is None
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
    for other in ({"kind": "progress", "percent": 5, "text": "换一个"}, {**DONE, "text": "又装了一台。"}):
        refused = await owner.put(url, json=other)
        assert refused.status_code == 409
        assert refused.json()["about"] == "report"
        assert "x-entry-stored" not in refused.headers
    assert [(row["kind"], row["text"]) for row in await Report.select()] == [("done", DONE["text"])]


async def test_something_else_under_a_known_id_becomes_a_report_of_its_own(client_for: ClientFor) -> None:
    """The page of a browser that kept it: what was typed stays, and is sent as another report."""
    number, owner = await finding(), await client_for("owner")
    url = report_url(number)
    half = {"kind": "progress", "percent": "50", "text": "装好一半。"}
    assert (await owner.post(url, data=half)).status_code == 303
    assert (await owner.post(url, data=half)).status_code == 303
    more = {**half, "percent": "80", "text": "又装了一台。"}
    refused = await owner.post(url, data=more)
    assert refused.status_code == 409
    assert "又装了一台。" in refused.text
    fresh = re.search(r'action="(/findings/\d+/reports/[0-9a-f-]+)"', refused.text)
    assert fresh
    assert fresh[1] != url
    assert (await owner.post(fresh[1], data=more)).status_code == 303
    assert sorted(row["percent"] for row in await Report.select()) == [50, 80]


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


@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
async def test_the_page_comes_whatever_is_accepted(client_for: ClientFor, accept: str) -> None:
    """The phone takes it along by a fetch, which accepts everything."""
    owner = await client_for("owner")
    answer = await owner.get(f"/findings/{await finding()}/report?kind=done", headers={"accept": accept})
    assert answer.status_code == 200
    assert "整改情况" in answer.text


@pytest.mark.only_on("postgres")
async def test_a_photo_that_is_just_being_withdrawn_is_no_evidence(client_for: ClientFor) -> None:
    number, report = await finding(), uuid4()
    photo = UUID(await photograph(await client_for("owner"), report_url(number, report)))
    owner, row = await who("owner"), await row_of(number)

    async def sending() -> None:
        await send(owner, row, report, Said(ReportKind.DONE, DONE["text"]))

    async with transaction():
        await withdraw_photo(owner, row, report, photo)
        # In a context of its own, so that it is in no transaction yet; it has to wait for this one.
        task = asyncio.create_task(sending(), context=Context())
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        while not task.done() and not await sql(waits):
            pass
    with pytest.raises(Invalid, match="至少上传一张"):
        await task
    assert await state_of(number) == ("open", 1)
    assert not await Report.exists().where(Report.state == "sent")
