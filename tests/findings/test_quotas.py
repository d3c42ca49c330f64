"""What people of an enterprise may upload ends somewhere, in words, also when everything comes at once; inspectors go on."""

import asyncio
from contextvars import Context
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ClientFor
from tests.findings.reporting import DONE, PICTURE, report_url
from tests.findings.scene import finding
from tests.inspections.visits import JSON, open_visit, uuid7
from webapp.disk import Disk
from webapp.evidence.tables import Photo
from webapp.findings import quotas
from webapp.findings.quotas import Limit, Used
from webapp.settings import settings

LIMITS = ("REPORT", "PERSON", "ENTERPRISE", "UNSENT")


async def put(client: httpx.AsyncClient, url: str, photo: UUID | None = None) -> httpx.Response:
    photo = photo or uuid4()
    return await client.put(
        f"{url}/photos/{photo}?kind=after",
        content=PICTURE + photo.bytes,
        headers={"accept": "application/json"},
    )


def lower(monkeypatch: pytest.MonkeyPatch, name: str, **values: int) -> Limit:
    limit: Limit = replace(getattr(quotas, name), **values)
    monkeypatch.setattr(quotas, name, limit)
    return limit


@pytest.mark.parametrize("values", [{"files": 2}, {"size": 2 * len(PICTURE) + 100}])
@pytest.mark.parametrize("name", LIMITS)
async def test_every_limit_refuses_in_words_and_leaves_nothing(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, name: str, values: dict[str, int]
) -> None:
    limit = lower(monkeypatch, name, **values)
    number, owner = await finding(), await client_for("owner")
    url, last = report_url(number), uuid4()
    for _ in range(2):
        assert (await put(owner, url)).status_code == 201
    refused = await put(owner, url, last)
    assert refused.status_code == 409
    assert limit.of in refused.json()["error"]
    assert limit.helps in refused.json()["error"]
    assert "x-entry-stored" not in refused.headers
    assert await Photo.count() == 2
    sealed = [path for path in (settings().media / "sealed").rglob("*") if path.is_file()]
    assert len(sealed) == 2
    assert not list((settings().media / "incoming").iterdir())
    assert (await owner.post(url, data=DONE)).status_code == 303  # what came is sent all the same


@pytest.mark.parametrize("name", LIMITS)
async def test_what_comes_together_does_not_pass_the_quota(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lower(monkeypatch, name, files=3)
    number, owner = await finding(), await client_for("owner")
    url = report_url(number)
    sent = [asyncio.create_task(put(owner, url), context=Context()) for _ in range(8)]
    codes = [answer.status_code for answer in await asyncio.gather(*sent)]
    assert sorted(codes) == [201] * 3 + [409] * 5
    assert await Photo.count() == 3


async def test_whose_a_limit_is(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's leaves colleagues alone, an enterprise's the neighbours; a report's ends with the report."""
    number = await finding()
    owner, mate, inspector = [await client_for(name) for name in ("owner", "mate", "inspector")]
    lower(monkeypatch, "PERSON", files=1)
    assert (await put(owner, report_url(number))).status_code == 201
    assert (await put(owner, report_url(number))).status_code == 409
    assert (await put(mate, report_url(number))).status_code == 201
    lower(monkeypatch, "ENTERPRISE", files=2)
    lower(monkeypatch, "PERSON", files=9)
    assert (await put(mate, report_url(number))).status_code == 409
    client = await client_for("inspector", **JSON)
    shot = f"{await open_visit(client)}/photos/{uuid7()}?kind=other"
    assert (await client.put(shot, content=PICTURE)).status_code == 201
    assert inspector is not None


async def test_what_is_removed_makes_room_in_the_report_and_none_in_the_day(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "REPORT", files=1)
    lower(monkeypatch, "PERSON", files=2)
    number, owner = await finding(), await client_for("owner")
    url, first = report_url(number), uuid4()
    assert (await put(owner, url, first)).status_code == 201
    assert (await put(owner, url)).status_code == 409
    assert (await owner.delete(f"{url}/photos/{first}")).status_code == 200
    assert (await put(owner, url)).status_code == 201
    assert "每人每天" in (await put(owner, report_url(number))).json()["error"]


async def test_the_page_says_what_is_left_when_a_limit_is_near(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, owner = await finding(), await client_for("owner")
    await put(owner, report_url(number))
    page = f"/findings/{number}/report?kind=done"
    assert "还可以放" not in (await owner.get(page)).text
    lower(monkeypatch, "REPORT", files=1)
    assert "一份报告还可以放 0 个文件" in (await owner.get(page)).text


async def test_inspectors_have_the_last_reserve_of_the_disk(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between once and twice MASHANG_DISK_MIN an enterprise waits; an inspector's photo is kept."""
    number, owner = await finding(), await client_for("owner")
    inspector = await client_for("inspector", **JSON)
    visit = await open_visit(inspector)
    monkeypatch.setattr("webapp.disk.disk", lambda folder=None: Disk(free=80, total=1000))
    refused = await put(owner, report_url(number))
    assert refused.status_code == 429
    assert "存储空间不足" in refused.json()["error"]
    shot = f"{visit}/photos/{uuid7()}?kind=other"
    assert (await inspector.put(shot, content=PICTURE)).status_code == 201
    monkeypatch.setattr("webapp.disk.disk", lambda folder=None: Disk(free=40, total=1000))
    shot = f"{visit}/photos/{uuid7()}?kind=other"
    assert (await inspector.put(shot, content=PICTURE)).status_code == 429


@given(files=st.integers(0, 400), size=st.integers(0, 2**31))
def test_the_sentence_says_limit_use_and_help(files: int, size: int) -> None:
    for limit in (quotas.REPORT, quotas.PERSON, quotas.ENTERPRISE, quotas.UNSENT):
        said = limit.sentence(Used(files, size))
        assert f"最多 {limit.files} 个文件" in said
        assert f"已有 {files} 个" in said
        assert said.endswith(limit.helps)
