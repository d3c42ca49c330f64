"""What is seen of findings, over HTTP, on both databases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.cast import ids
from tests.conftest import ClientFor
from tests.findings.reporting import DONE, report_url, reported
from tests.findings.scene import finding, findings, row_of, shoot, visit, who
from webapp.db import transaction
from webapp.evidence.tables import Photo
from webapp.findings.lists.listing import waiting_for
from webapp.findings.tables import Finding
from webapp.findings.views.gallery import before_targets
from webapp.inspections.tables import Inspection


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


async def test_only_what_is_older_than_the_visit_is_called_older(client_for: ClientFor) -> None:
    """A visit of several hours: its own photos are not older than it, whenever its findings were opened."""
    number = await finding()
    row = await row_of(number)
    began = row["found_at"] - timedelta(hours=3)
    photo = await shoot("inspector", "inspection", row["inspection"], before_targets(row)[0])
    async with transaction():
        await Inspection.update({Inspection.began_at: began, Inspection.started_at: began}).where(
            Inspection.id == row["inspection"]
        )
    for taken, says in ((began + timedelta(minutes=5), False), (began - timedelta(days=2), True)):
        async with transaction():
            await Photo.update({Photo.taken_at: taken, Photo.exif_taken_at: None}).where(Photo.id == photo)
        page = (await (await client_for("owner")).get(f"/findings/{number}")).text
        assert ("早于检查" in page) is says


async def test_the_red_dot(client_for: ClientFor) -> None:
    late, soon, far = await finding(due=-1), await finding(due=3), await finding(due=20)
    assert await waiting_for(await who("owner")) == 3
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
        "owner": 2,
    }
    assert {name: await waiting_for(await who(name)) for name in expected} == expected
    assert soon


async def test_a_question_about_an_open_finding_is_no_report(client_for: ClientFor) -> None:
    late, far = await finding(due=-1), await finding(due=20)
    await reported(client_for, late)
    await (await client_for("owner")).post(report_url(far), data={"kind": "objection", "text": "不符"})
    supervisor = await client_for("supervisor")
    assert _ids((await supervisor.get("/findings")).text) == [late]
    for which, there in (("waiting", [late]), ("asked", [far]), ("open", [far])):
        assert _ids((await supervisor.get(f"/findings?filter={which}")).text) == there, which
    assert sorted(_ids((await (await client_for("inspector")).get("/findings")).text)) == sorted([late, far])


async def test_chips_count_and_pages_hold_every_finding_once(client_for: ClientFor) -> None:
    made = (
        await findings(65, due=2)
        + await findings(2, due=-2)
        + await findings(1, enterprise="C", lead="outsider")
    )
    inspector = await client_for("inspector")
    page = (await inspector.get("/findings")).text
    assert "没有等您办理的问题" in page
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
