"""A photo that looks whole and cannot be decoded: its phone is told while it can retake it, and nothing else waits for it."""

from tests.evidence.pictures import encoded, png_claiming
from tests.findings.reporting import DONE, photograph, report_url, state_of
from tests.findings.scene import finding
from tests.inspections.visits import JSON, open_visit, uuid7
from webapp.evidence.service import evidence

LOOKS_WHOLE = png_claiming(40, 30)


async def decoded() -> None:
    worker = evidence().worker
    await worker.start()
    await worker.drain()
    await worker.stop()


async def test_the_phone_that_sent_it_is_told_at_its_next_contact(client_for) -> None:
    phone, colleague = await client_for("inspector", **JSON), await client_for("colleague", **JSON)
    visit = await open_visit(phone)
    broken, whole = uuid7(), uuid7()
    for photo, data in ((broken, LOOKS_WHOLE), (whole, encoded("JPEG"))):
        answer = await phone.put(f"{visit}/photos/{photo}?kind=other&target=item:5.6", content=data)
        assert answer.status_code == 201  # receiving decodes nothing
    assert (await phone.get("/field/ping")).json().get("unreadable") is None
    await decoded()
    told = (await phone.get("/field/ping")).json()["unreadable"]
    assert [(one["photo"], one["target"]) for one in told] == [(str(broken), "item:5.6")]
    assert visit.endswith(told[0]["inspection"])
    assert "请重拍" in told[0]["error"]
    assert (await colleague.get("/field/ping")).json().get("unreadable") is None
    assert (await phone.get(f"{visit}/photos/{whole}/thumbnail")).status_code == 200
    assert (await phone.delete(f"{visit}/photos/{broken}")).status_code == 200
    assert (await phone.get("/field/ping")).json().get("unreadable") is None


async def test_a_report_needs_a_photo_that_can_be_read(client_for) -> None:
    """Beside one that can, the other holds back nothing."""
    number, owner = await finding(), await client_for("owner")
    url = report_url(number)
    broken = await owner.put(f"{url}/photos/{uuid7()}?kind=after", content=LOOKS_WHOLE)
    assert broken.status_code == 201
    await decoded()
    refused = await owner.post(url, data=DONE)
    assert refused.status_code == 422
    assert "至少上传一张" in refused.text
    assert "无法显示，请重新拍摄" in refused.text
    await photograph(owner, url)
    assert (await owner.post(url, data=DONE)).status_code == 303
    assert await state_of(number) == ("reported", 1)
