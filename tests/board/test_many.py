"""Handing over the findings of somebody who leaves, and ending those of an enterprise that moved away."""

from pathlib import Path
from typing import Any

from tests import cast
from tests.board.scene import scatter
from webapp.accounts.tables import Person
from webapp.audit.queries import history
from webapp.enterprises.tables import Enterprise
from webapp.findings.tables import Finding

LIVE = ["open", "reported"]
PHOTO = Path(__file__).parent.parent / "photos" / "Landscape_0.jpg"


async def live_of(person: str) -> list[int]:
    rows = await Finding.select(Finding.id).where(
        (Finding.responsible == cast.ids()[person]) & Finding.state.is_in(LIVE)
    )
    return [row["id"] for row in rows]


async def hand_over(client: Any, findings: list[int], **changes: Any) -> Any:
    ids = cast.ids()
    data = {
        "person": str(ids["inspector"]),
        "findings": [str(pk) for pk in findings],
        "assignee": str(ids["colleague"]),
        "text": "调离",
    }
    return await client.post("/board/reassignment", data=data | changes)


async def test_the_findings_of_somebody_who_left(client_for: Any) -> None:
    await scatter(21, 60)
    await Person.update({Person.active: False}).where(Person.id == cast.ids()["inspector"])
    client = await client_for("supervisor")
    before = await live_of("inspector")
    page = (await client.get(f"/board/reassignment?person={cast.ids()['inspector']}")).text
    assert "已停用" in page and page.count('name="findings"') == len(before)
    answer = await hand_over(client, before[1:])
    assert answer.status_code == 303
    assert await live_of("inspector") == before[:1]
    event = (await history("finding", before[1]))[-1]
    assert event["action"] == "finding.reassigned" and "调离" in event["after"]
    # The same form again: what was chosen is no longer theirs.
    assert (await hand_over(client, before[1:])).status_code == 422


async def test_one_that_cannot_be_handed_over_keeps_all(client_for: Any) -> None:
    await scatter(22, 60)
    client = await client_for("chief")
    before = await live_of("inspector")
    answer = await hand_over(client, before, assignee=str(cast.ids()["outsider"]))
    assert answer.status_code == 422 and "接手的人" in answer.text
    assert await live_of("inspector") == before


async def test_handing_over_needs_a_reason_and_another_person(client_for: Any) -> None:
    await scatter(23, 30)
    client, ids = await client_for("supervisor"), cast.ids()
    before = await live_of("inspector")
    for changes in ({"text": ""}, {"assignee": str(ids["inspector"])}, {"person": "x"}):
        assert (await hand_over(client, before, **changes)).status_code == 422
    assert (await hand_over(client, [])).status_code == 422
    other = await client_for("outsupervisor")
    assert (await hand_over(other, before)).status_code == 422
    assert (await (await client_for("admin")).get("/board/reassignment")).status_code == 403
    assert await live_of("inspector") == before


async def test_ending_the_findings_of_an_enterprise_that_moved(client_for: Any) -> None:
    await scatter(24, 60)
    client, pk = await client_for("supervisor"), cast.ids()["A"]
    rows = await Finding.select(Finding.id).where((Finding.enterprise == pk) & Finding.state.is_in(LIVE))
    chosen = [str(row["id"]) for row in rows]
    data = {"findings": chosen[1:], "text": "已搬迁"}
    path = f"/enterprises/{pk}/termination"
    asked = (await client.get(path)).text
    assert asked.count('name="findings"') == len(chosen)
    assert "（选填）" not in asked  # the proof is demanded
    without = await client.post(path, data=data, files={"nothing": b""})
    assert without.status_code == 422 and "证明" in without.text and "已搬迁" in without.text
    wrong = await client.post(path, data=data, files={"files": ("a.jpg", b"no picture", "image/jpeg")})
    assert wrong.status_code == 422
    assert (
        await Finding.count().where(
            (Finding.enterprise == pk) & (Finding.ended_by == cast.ids()["supervisor"])
        )
        == 0
    )
    done = await client.post(path, data=data, files={"files": ("a.jpg", PHOTO.read_bytes(), "image/jpeg")})
    assert done.status_code == 303
    ended = await Finding.select().where(Finding.id.is_in([int(key) for key in chosen[1:]]))
    assert {row["state"] for row in ended} == {"terminated"}
    enterprise = await Enterprise.select(Enterprise.open_findings).where(Enterprise.id == pk).first()
    assert enterprise == {"open_findings": 1}
    assert (await history("finding", chosen[1]))[-1]["action"] == "finding.terminated"
    stranger = await client_for("outsupervisor")
    assert (await stranger.get(path)).status_code == 404
