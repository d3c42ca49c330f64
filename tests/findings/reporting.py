"""What people of an enterprise send, for the tests of findings over HTTP."""

from uuid import uuid4

import httpx

from tests.conftest import ClientFor
from tests.findings.scene import PHOTOS, row_of

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
