"""Findings as drafted, slots, hazards, rechecks and the header of a visit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from tests import cast
from tests.inspections.visits import JSON, open_visit, uuid7, with_colleague
from webapp.audit.queries import history
from webapp.clock import now, today
from webapp.enterprises.tables import EnterpriseHazard
from webapp.findings.rules.deadlines import due_on
from webapp.findings.tables import Finding
from webapp.inspections.queries.record import load
from webapp.inspections.queries.snapshots import visit_of
from webapp.inspections.rules.missing import missing_before_submission
from webapp.inspections.tables import DraftFinding, Inspection

HTML = {"HX-Request": "true", "HX-Request-Type": "partial"}
FACT = {"item": "2.1", "fact": "缺少：操作规程。", "requirement": "补齐。"}


def id_of(address: str) -> UUID:
    return UUID(address.rsplit("/", 1)[1])


async def test_a_finding_is_drafted_edited_and_withdrawn(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for)
    place = f"{address}/findings/{uuid7()}"
    made = await lead.put(place, json=FACT, headers={"X-Entry": "f-1"})
    assert (made.status_code, made.headers["x-entry-stored"]) == (201, "f-1")
    expected = due_on(today(), 30)
    assert made.json()["due_on"] == expected.date.isoformat()
    assert made.json()["pending"] is expected.pending
    assert (made.json()["violation"], made.json()["handling"]) == ("V08", "order")

    assert (await lead.put(place, json=FACT | {"fact": "x"}, headers={"X-Entry": "f-1"})).json()[
        "fact"
    ] == FACT["fact"]
    due = (today() + timedelta(days=10)).isoformat()
    edited = await second.put(place, json=FACT | {"fact": "缺少：制度 𠮷。", "due_on": due, "on_site": True})
    assert (edited.status_code, edited.json()["fact"], edited.json()["due_on"]) == (
        200,
        "缺少：制度 𠮷。",
        due,
    )

    for _ in range(2):
        gone = await lead.delete(place)
        assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    late = await second.put(place, json=FACT, headers={"X-Entry": "f-late"})
    assert late.json()["withdrawn"] is True
    actions = [event["action"] for event in await history("inspection", id_of(address))]
    for action in ("finding_added", "finding_edited", "finding_withdrawn"):
        assert actions.count(f"inspection.{action}") == 1


async def test_findings_count_while_the_answer_says_so(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    await client.put(f"{address}/findings/{uuid7()}", json=FACT)
    await client.put(f"{address}/findings/{uuid7()}", json={"fact": "通道堵塞。", "requirement": "清理。"})
    for result, expected in {"unmet": 2, "met": 1, "mostly": 2}.items():
        await client.put(f"{address}/answers/2.1", json={"result": result, "note": "见问题"})
        assert len((await load(id_of(address))).findings) == expected
    snapshot = visit_of(await load(id_of(address)))
    assert [finding.fact for finding in snapshot.findings] == ["通道堵塞。"]
    assert len(next(item for item in snapshot.items if item.code == "2.1").findings) == 1
    outside = (await DraftFinding.select().where(DraftFinding.item.is_null()))[0]
    assert (outside["handling"], outside["violation"]) == ("advice", "")


@pytest.mark.parametrize(
    "change",
    [
        {"item": "99.9"},
        {"violation": "V99"},
        {"due_on": "2026-02-30"},
        {"due_on": "9999-12-31"},
        {"fact": "长" * 10_000},
        {"handling": "prison"},
        {"slot": "sign:注意防尘"},
    ],
)
async def test_what_cannot_be_a_finding_is_refused(client_for: Any, change: dict[str, Any]) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client)
    answer = await client.put(f"{address}/findings/{uuid7()}", json=FACT | change)
    assert (answer.status_code, answer.json()["error"][-1]) == (422, "。")
    assert await DraftFinding.count() == 0


async def test_a_finding_stays_where_it_is(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    one, other = await open_visit(client), await open_visit(client)
    finding = uuid7()
    await client.put(f"{one}/findings/{finding}", json=FACT)
    assert (await client.put(f"{other}/findings/{finding}", json=FACT)).status_code == 409
    assert (await client.put(f"{one}/findings/{finding}", json=FACT | {"item": "1.1"})).status_code == 409
    for unknown in (finding, uuid7()):
        gone = await client.delete(f"{other}/findings/{unknown}")
        assert (gone.status_code, gone.json()["fact"], gone.json()["withdrawn"]) == (200, "", True)
    assert (await DraftFinding.select().first())["withdrawn_at"] is None
    outsider = await client_for("outsider", **JSON)
    assert (await outsider.put(f"{one}/findings/{finding}", json=FACT)).status_code == 404


async def test_slots_follow_the_hazards(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    address = await open_visit(client, "B")
    record = await load(id_of(address))
    key = record.slots[0].key
    for _ in range(2):
        seen = await client.put(
            f"{address}/slots/{quote(key)}",
            json={"result": "no_photo", "reason": "高处"},
            headers={"X-Entry": "s-1"},
        )
        assert (seen.status_code, seen.json()) == (200, {"key": key, "result": "no_photo", "reason": "高处"})
    assert (await client.put(f"{address}/slots/sign:注意高温", json={"result": "present"})).status_code == 404

    corrected = await client.put(f"{address}/hazards", json={"factors": ["P001"]})
    names = {slot["name"] for slot in corrected.json()["slots"]}
    assert corrected.json()["factors"] == ["P001"]
    assert "噪声有害" in names and key not in {slot["key"] for slot in corrected.json()["slots"]}
    part = await client.put(f"{address}/hazards", data={"add": "D001"}, headers=HTML)
    assert "注意防尘" in part.text and "x-entry-stored" in part.headers
    await client.put(f"{address}/hazards", data={"remove": "P001"}, headers=HTML)
    rows = await EnterpriseHazard.select(EnterpriseHazard.factor).where(
        EnterpriseHazard.enterprise == cast.ids()["B"]
    )
    assert [row["factor"] for row in rows] == ["D001"]
    assert (await client.put(f"{address}/hazards", json={"factors": ["NOPE"]})).status_code == 422
    assert (await client.put(f"{address}/hazards", json={"factors": "D001"})).status_code == 422
    found = await client.get(f"{address}/hazards?q=%E7%94%B5%E7%84%8A", headers={"accept": "text/html"})
    assert "电焊烟尘" in found.text
    nothing = await client.get(f"{address}/hazards?q=nothing", headers={"accept": "text/html"})
    assert "没有找到“nothing”" in nothing.text


async def open_finding(enterprise: str, visit: UUID) -> int:
    rows = await Finding.insert(
        Finding(
            enterprise=cast.ids()[enterprise], inspection=visit, draft=uuid7(), number=1, fact="未公布检测结果。",
            requirement="公布。", handling="order", first_due_on=date(2026, 2, 1), due_on=date(2026, 2, 1), state="open",
            responsible=cast.ids()["inspector"], found_by=cast.ids()["inspector"], found_at=now(),
        )
    )  # fmt: skip
    return int(rows[0]["id"])


async def test_a_recheck_decides_open_findings_and_needs_no_checklist(client_for: Any) -> None:
    client = await client_for("inspector", **JSON)
    first = await open_visit(client)
    finding, foreign = await open_finding("A", id_of(first)), await open_finding("B", id_of(first))
    page = await client.get(f"/enterprises/{cast.ids()['A']}/visit", headers={"accept": "text/html"})
    assert "上次未销号 1 项" in page.text

    address = await open_visit(client, kind="recheck", second=cast.ids()["colleague"])
    wanted = {missing.where for missing in missing_before_submission(visit_of(await load(id_of(address))))}
    assert str(finding) in wanted and "1.1" not in wanted
    for _ in range(2):
        done = await client.put(
            f"{address}/rechecks/{finding}",
            json={"result": "partly", "note": "只公布了一半"},
            headers={"X-Entry": "r-1"},
        )
        assert done.json() == {"finding": finding, "result": "partly", "note": "只公布了一半"}
    wanted = {missing.where for missing in missing_before_submission(visit_of(await load(id_of(address))))}
    assert str(finding) not in wanted
    assert (await client.put(f"{address}/rechecks/{foreign}", json={"result": "fixed"})).status_code == 404
    assert (await client.put(f"{address}/rechecks/{10**18}", json={"result": "fixed"})).status_code == 404
    assert (await client.put(f"{first}/rechecks/{finding}", json={"result": "fixed"})).status_code == 403
    shown = await client.get(address, headers={"accept": "text/html"})
    assert "未公布检测结果。" in shown.text


async def test_only_the_fields_that_were_sent_change(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for, showed_badge=True)
    changed = await lead.put(f"{address}/header", json={"companion": "张𠮷", "told_rights": True})
    assert (changed.status_code, changed.json()["companion"]) == (200, "张𠮷")
    row = await Inspection.select().first()
    assert (row["showed_badge"], row["told_rights"], row["second"]) == (True, True, cast.ids()["colleague"])
    await second.put(
        f"{address}/header", data={"showed_badge": "false", "conclusion": "现场整洁"}, headers=HTML
    )
    row = await Inspection.select().first()
    assert (row["showed_badge"], row["conclusion"]) == (False, "现场整洁")
    assert (await second.put(f"{address}/header", json={"second": None})).status_code == 403
    assert (await lead.put(f"{address}/header", json={"second": cast.ids()["outsider"]})).status_code == 422
    assert (await lead.put(f"{address}/header", json={"conclusion": "长" * 10_000})).status_code == 422


RETRIED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("findings/01956380-0000-7000-8000-0000000000d1", FACT, FACT | {"fact": "缺少：应急预案。"}),
    ("slots/sign%3A注意防尘", {"result": "absent"}, {"result": "damaged"}),
    ("header", {"conclusion": "现场整洁"}, {"conclusion": "现场有粉尘"}),
    ("hazards", {"factors": ["D001"]}, {"factors": ["D001", "P001"]}),
]


@pytest.mark.parametrize(("place", "first", "then"), RETRIED)
async def test_a_retry_whose_answer_was_lost_leaves_what_the_colleague_wrote(
    client_for: Any, place: str, first: dict[str, Any], then: dict[str, Any]
) -> None:
    lead, second, address = await with_colleague(client_for)
    await lead.put(f"{address}/{place}", json=first, headers={"X-Entry": "a-1"})
    theirs = await second.put(f"{address}/{place}", json=then, headers={"X-Entry": "b-1"})
    retried = await lead.put(f"{address}/{place}", json=first, headers={"X-Entry": "a-1"})
    assert (retried.status_code, retried.headers["x-entry-stored"]) == (200, "a-1")
    assert retried.json() == theirs.json()
    name = next(iter(then.keys() - {"item", "requirement"}))
    assert retried.json()[name] == then[name]


async def test_a_retried_recheck_leaves_what_the_colleague_wrote(client_for: Any) -> None:
    lead, second, address = await with_colleague(client_for, kind="recheck")
    place = f"{address}/rechecks/{await open_finding('A', id_of(address))}"
    await lead.put(place, json={"result": "not", "note": "原样"}, headers={"X-Entry": "a-1"})
    await second.put(place, json={"result": "partly", "note": "修了一半"}, headers={"X-Entry": "b-1"})
    retried = await lead.put(place, json={"result": "not", "note": "原样"}, headers={"X-Entry": "a-1"})
    assert (retried.status_code, retried.json()["note"]) == (200, "修了一半")


async def test_a_patrol_has_photos_and_words_only(client_for: Any) -> None:
    client = await client_for("assistant", **JSON)
    address = await open_visit(client, kind="patrol")
    assert (await client.put(f"{address}/findings/{uuid7()}", json={"fact": "x"})).status_code == 403
    assert (await client.put(f"{address}/slots/sign:注意防尘", json={"result": "absent"})).status_code == 200
    page = await client.get(address, headers={"accept": "text/html"})
    assert "巡查情况" in page.text
    assert 'data-item="1.1"' not in page.text


async def test_a_patrol_leaves_the_registered_hazards_alone(client_for: Any) -> None:
    client = await client_for("assistant", **JSON)
    address = await open_visit(client, kind="patrol")
    for change in ({"factors": []}, {"factors": ["C001"]}, {"add": "C001"}, {"remove": "D001"}):
        refused = await client.put(f"{address}/hazards", json=change)
        assert (refused.status_code, refused.json()["error"][-1]) == (403, "。")
    rows = await EnterpriseHazard.select(EnterpriseHazard.factor).where(
        EnterpriseHazard.enterprise == cast.ids()["A"]
    )
    assert {row["factor"] for row in rows} == {"D001", "P001"}
    page = (await client.get(address, headers={"accept": "text/html"})).text
    assert "现场危害因素" in page and "/hazards" not in page  # it offers no way to do so


async def test_the_ping_says_who_and_when(client_for: Any) -> None:
    answer = await (await client_for("inspector", **JSON)).get("/field/ping")
    assert answer.json()["user"] == cast.ids()["inspector"]
    assert answer.headers["cache-control"] == "no-store"
    assert (await (await client_for("", **JSON)).get("/field/ping")).status_code == 401
