"""Records of A, entered over HTTP as people do it."""

from datetime import date

import httpx

from tests.cast import ids
from tests.evidence.pictures import encoded
from tests.filling import form_on
from webapp.duties.tables import DutyRecord

PHOTO = encoded("JPEG", "Portrait_3", 160)


def when(day: date) -> str:
    return day.isoformat()


async def entered(
    client: httpx.AsyncClient, done_on: date, kind: str = "measurement", *, to: str = "A", photo: bytes | None = PHOTO,
    replaces: str = "", **more: str,
) -> httpx.Response:  # fmt: skip
    """Fill the form of a kind of record and send it."""
    place = f"/duties/enterprises/{ids()[to]}"
    page = await client.get(f"{place}/new?kind={kind}" + (f"&replaces={replaces}" if replaces else ""))
    assert page.status_code == 200, page.text
    form = form_on(page.text)
    usual = {"agency": "安徽检测 皖职卫技字001", "number": "JC-01", "due": "10", "done": "10", "hours": "16"}
    data = {name: values for name, values in form.data.items() if name != "files"}
    data |= {name: [(usual | more)[name]] for name in usual if name in form.data}
    data["done_on"] = [when(done_on)]
    files = [("files", ("cover.jpg", photo, "image/jpeg"))] if photo else []
    return await client.post(form.action, data=data, files=files or None)


async def the(**where: object) -> list[dict]:
    """The records that were sent, in their order."""
    return await DutyRecord.select().where(DutyRecord.state == "sent").order_by(DutyRecord.sent_at)
