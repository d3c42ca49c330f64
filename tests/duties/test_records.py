"""Entering, verifying and correcting records, over HTTP as an owner and the desk do it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import ids
from tests.duties.scene import PHOTO, entered, the
from tests.filling import form_on
from tests.inspections.ready import who
from webapp.clock import now, today
from webapp.db import sql, transaction
from webapp.duties.tables import DutyRecord, DutyStanding
from webapp.duties.verbs.sweeping import sweep
from webapp.enterprises.rules import Status
from webapp.enterprises.verbs import change_status
from webapp.evidence.tables import Photo
from webapp.reminders.tables import Notice


async def test_an_owner_enters_a_record_and_the_light_says_so(client_for):
    owner = await client_for("owner")
    home = await owner.get("/duties")
    page = (await owner.get(home.headers["location"])).text
    assert "还没有记录，不知道做没做" in page
    assert "依据：5号令第二十条" in page
    assert (await entered(owner, today())).status_code == 303
    page = (await owner.get(f"/duties/enterprises/{ids()['A']}")).text
    assert "有效 · 未核实" in page
    row = (await the())[0]
    assert (row["verification"], row["source"], row["due"]) == ("waiting", "employer", 10)
    shown = (await owner.get(f"/duties/records/{row['id']}")).text
    photo = (await Photo.select().where(Photo.owner_kind == "duty"))[0]
    assert f"/duties/records/{row['id']}/photos/{photo['id']}/thumbnail" in shown
    for name in ("thumbnail", "display", "file", "watermarked"):
        got = await owner.get(f"/duties/records/{row['id']}/photos/{photo['id']}/{name}")
        assert got.status_code == 200, name
    assert "已核实</button>" not in shown


@pytest.mark.parametrize(
    ("days", "more", "sentence"),
    [
        (1, {}, "采样日期不能晚于今天"),
        (-99999 // 7, {}, "请检查年份"),
        (0, {"due": "9", "done": "10"}, "实检点数（10）不能多于应检点数（9）"),
        (0, {"agency": ""}, "检测机构及资质号"),
        (0, {"photo": None}, "请附上证明：检测报告封面和结论页"),
        (0, {"photo": b"no picture"}, "附件请用照片"),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence_and_kept(client_for, days, more, sentence):
    owner = await client_for("owner")
    answer = await entered(owner, today() + timedelta(days), number="报告-77", **more)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "报告-77" in answer.text, "what was typed stays"
    assert await the() == []


async def test_a_photo_that_came_with_a_refused_form_is_not_asked_for_again(client_for):
    owner = await client_for("owner")
    answer = await entered(owner, today() + timedelta(1))
    form = form_on(answer.text)
    assert 'data-photo="' in answer.text
    form["采样日期"] = today().isoformat()
    data = {name: values for name, values in form.data.items() if name != "files"}
    assert (await owner.post(form.action, data=data)).status_code == 303
    assert len(await the()) == 1


async def test_the_same_record_twice_is_one(client_for):
    owner, mate = await client_for("owner"), await client_for("mate")
    assert (await entered(owner, today())).status_code == 303
    answer = await entered(mate, today())
    assert answer.status_code == 409
    assert "已经登记过，没有重复保存" in answer.text
    assert len(await the()) == 1
    same = (await the())[0]
    url = f"/duties/enterprises/{ids()['A']}/records/{same['id']}"
    data = {name: same[name] for name in ("kind", "agency", "number", "due", "done")}
    assert (await owner.post(url, data=data | {"done_on": str(same["done_on"])})).status_code == 303
    other = await owner.post(url, data=data | {"done_on": str(same["done_on"]), "due": "11"})
    assert other.status_code == 409
    assert (await mate.post(url, data=data | {"done_on": str(same["done_on"])})).status_code == 409


async def test_somebody_elses_enterprise_is_not_there(client_for):
    await entered(await client_for("owner"), today())
    record = (await the())[0]["id"]
    photo = (await Photo.select())[0]["id"]
    for name in ("stranger", "neighbour", "outsupervisor"):
        client = await client_for(name)
        for path in (
            f"/duties/enterprises/{ids()['A']}",
            f"/duties/enterprises/{ids()['A']}/new?kind=measurement",
            f"/duties/records/{record}",
            f"/duties/records/{record}/photos/{photo}/file",
        ):
            assert (await client.get(path)).status_code == 404, (name, path)
        place = f"/duties/enterprises/{ids()['A']}/records/{uuid4()}"
        assert (await client.post(place, data={"kind": "drill"})).status_code == 404
    neighbour = await client_for("neighbour")
    stolen = await neighbour.get(f"/duties/enterprises/{ids()['B']}/new?replaces={record}")
    assert stolen.status_code == 404


async def test_one_tap_verifies_and_a_doubt_is_told(client_for):
    owner, inspector = await client_for("owner"), await client_for("inspector")
    await entered(owner, today())
    record = (await the())[0]["id"]
    place = f"/duties/records/{record}/verification"
    assert (await owner.post(place, data={"do": "verified"})).status_code == 403
    assert (await inspector.post(place, data={"do": "verified"})).status_code == 303
    assert (await DutyStanding.select())[0]["verified"]
    await owner.get("/inbox")  # where the words of the last form are said
    assert "未核实" not in (await owner.get(f"/duties/enterprises/{ids()['A']}")).text
    refused = await inspector.post(place, data={"do": "doubted", "reason": ""})
    assert refused.status_code == 422
    assert "请写明哪里有疑问" in refused.text
    answer = await inspector.post(place, data={"do": "doubted", "reason": "封面看不清"})
    assert answer.status_code == 303
    assert await DutyStanding.select() == [], "a doubted record makes nothing valid"
    assert "封面看不清" in (await owner.get(f"/duties/records/{record}")).text
    told = await Notice.select().where(Notice.person == ids()["owner"])
    assert "封面看不清" in told[0]["text"]


async def test_a_correction_replaces_and_keeps_the_old_one(client_for):
    owner = await client_for("owner")
    await entered(owner, today())
    old = (await the())[0]
    assert (await entered(owner, today() - timedelta(30), replaces=str(old["id"]))).status_code == 303
    first, second = await the()
    assert (first["replaced"], second["replaces"]) == (True, first["id"])
    assert (await DutyStanding.select())[0]["record"] == second["id"]
    again = await entered(owner, today() - timedelta(31), replaces=str(old["id"]))
    assert again.status_code == 409


async def test_what_the_desk_enters_is_verified_and_what_an_assistant_enters_waits(client_for):
    await entered(await client_for("inspector"), today(), "evaluation", photo=None)
    await entered(await client_for("assistant"), today(), "training_head", photo=None)
    assert [(row["source"], row["verification"]) for row in await the()] == [
        ("inspector", "verified"),
        ("assistant", "waiting"),
    ]


async def test_a_stop_pauses_and_a_resumption_goes_on(client_for):
    owner = await client_for("owner")
    await entered(owner, today())
    user = await who("supervisor")
    await change_status(user, ids()["A"], Status.STOPPED)
    assert "停产期间暂停计时" in (await owner.get(f"/duties/enterprises/{ids()['A']}")).text
    assert (await DutyStanding.select())[0]["stale"]
    await change_status(user, ids()["A"], Status.RUNNING)
    assert "有效 · 未核实" in (await owner.get(f"/duties/enterprises/{ids()['A']}")).text


async def test_the_phone_sends_its_photos_first_and_says_everything_twice(client_for):
    owner, mate = await client_for("owner", accept="application/json"), await client_for("mate")
    record, photo, gone = uuid4(), uuid4(), uuid4()
    url = f"/duties/enterprises/{ids()['A']}/records/{record}"
    said = {
        "kind": "measurement",
        "done_on": str(today()),
        "agency": "皖检",
        "number": "7",
        "due": "3",
        "done": "3",
    }
    assert (await owner.put(url, json=said)).status_code == 422, "no proof yet"
    for one in (photo, photo, gone):
        answer = await owner.put(f"{url}/photos/{one}?kind=papers", content=PHOTO, headers={"X-Entry": "e1"})
        assert answer.status_code in (200, 201)
        assert answer.headers["x-entry-stored"] == "e1"
    assert (await owner.delete(f"{url}/photos/{gone}")).status_code == 200
    shown = f"/duties/records/{record}/photos/{photo}/file"
    assert (await owner.get(shown)).status_code == 200, "the own draft"
    assert (await mate.get(shown)).status_code == 404
    assert (await mate.put(f"{url}/photos/{uuid4()}", content=PHOTO)).status_code == 409
    assert (
        (await owner.put(url, json=said | {"done": "4"})).json()["fields"]["done"].startswith("实检点数（4）")
    )
    assert (await owner.put(url, json=said | {"kind": "nothing"})).status_code == 422
    assert [(await owner.put(url, json=said)).status_code for _ in range(2)] == [201, 200]
    other = await owner.put(url, json=said | {"due": "4"})
    assert (other.status_code, other.json()["about"]) == (409, "report")
    assert (await owner.put(f"{url}/photos/{uuid4()}", content=PHOTO)).status_code == 409
    assert (await mate.get(shown)).status_code == 200
    stranger = await client_for("stranger")
    assert (await stranger.put(url, json=said)).status_code == 404


async def test_what_was_photographed_and_never_sent_is_swept_after_a_week(client_for):
    owner = await client_for("owner")
    await entered(owner, today() + timedelta(1))
    await sweep()
    assert (await Photo.select())[0]["withdrawn_at"] is None
    async with transaction():
        await sql("UPDATE duty_record SET sent_at = {}", now() - timedelta(8))
        await sql("UPDATE photo SET received_at = {}", now() - timedelta(8))
    await sweep()
    assert (await Photo.select())[0]["withdrawn_at"] is not None
    assert not await DutyRecord.exists()
