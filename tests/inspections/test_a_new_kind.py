"""A kind of visit that the product does not know is one row: it is offered, opened, filled in, submitted and told of."""

from tests.cast import ids
from tests.findings.scene import finding
from tests.inspections.ready import CLOSING, shoot, visit, who
from tests.inspections.test_submission import manifest
from tests.inspections.visits import JSON, open_visit
from webapp.documents import kinds
from webapp.documents.verbs import drafting
from webapp.findings.tables import Finding
from webapp.inspections.rules import KINDS, Scope, VisitKind, Who
from webapp.inspections.tables import Inspection
from webapp.inspections.verbs.submission import submit

AGAIN = VisitKind("lookback", "回头看", "回头看", checklist=Scope.TOUCHED, rechecks=True)
CALL = VisitKind(
    "call", "走访", "走访",
    judges=False, opens_findings=False, second_badge=False, checklist=Scope.NONE, who=Who.ASSISTANT,
)  # fmt: skip


async def test_it_is_offered_filled_in_and_submitted(client_for, monkeypatch):
    monkeypatch.setitem(KINDS, AGAIN.value, AGAIN)
    old = await finding()
    client = await client_for("inspector", **JSON)
    for page in (f"/enterprises/{ids()['A']}/visit", "/field/start", "/inspections", "/day-lists/new"):
        answer = await client.get(page, headers={"accept": "text/html"})
        assert answer.status_code == 200 and "回头看" in answer.text, page
    address = await open_visit(client, kind="lookback", second=ids()["colleague"])
    form = (await client.get(address, headers={"accept": "text/html"})).text
    assert "复查未销号的问题" in form and 'data-kind="lookback"' in form
    said = {"result": "not", "note": "除尘器没有运行"}
    assert (await client.put(f"{address}/rechecks/{old}", json=said)).status_code == 200
    assert (await client.put(f"{address}/answers/1.1", json={"result": "met"})).status_code == 200
    inspection = address.removeprefix("/inspections/")
    lacking = await client.post(f"{address}/submission", json=await manifest(inspection) | {"answers": 1})
    assert lacking.status_code == 422 and "未答" not in lacking.text and "出示证件" in lacking.text
    body = await manifest(inspection) | {"answers": 1, "showed_badge": True, "told_rights": True}
    answer = await client.post(f"{address}/submission", json=body)
    assert answer.status_code == 201, answer.text
    assert (await Finding.select(Finding.round).where(Finding.id == old).first())["round"] == 2
    shown = await client.get(address, headers={"accept": "text/html"})
    assert "回头看，已检查" in shown.text
    listed = await client.get("/inspections?kind=lookback", headers={"accept": "text/html"})
    assert f"{address}" in listed.text
    handed = await client.get(f"{address}/handover", headers={"accept": "text/html"})
    assert "回头看，已检查" in handed.text and "本次回头看没有发现新的问题" in handed.text
    assert await drafting.create(await who("inspector"), inspection, kinds.RECHECK)


async def test_one_that_people_without_a_badge_make(client_for, monkeypatch):
    monkeypatch.setitem(KINDS, CALL.value, CALL)
    assistant = await client_for("assistant", **JSON)
    page = await assistant.get(f"/enterprises/{ids()['A']}/visit", headers={"accept": "text/html"})
    assert "走访" in page.text and "专项" not in page.text
    address = await open_visit(assistant, kind="call")
    refused = await assistant.put(f"{address}/answers/1.1", json={"result": "met"})
    assert refused.status_code == 403 and "走访只记录" in refused.text
    form = (await assistant.get(address, headers={"accept": "text/html"})).text
    assert "走访情况" in form and "协办人员" not in form and "检查表外的问题" not in form
    inspector = await client_for("inspector", **JSON)
    refused = await inspector.put(f"{address[:-4]}0000", json={"enterprise": ids()["A"], "kind": "call", "started_at": "2026-03-05T09:30:00+08:00"})  # fmt: skip
    assert refused.status_code == 403 and "走访由协管员进行" in refused.text
    inspection = await visit(lead="assistant", second=None, kind="call", **CLOSING | {"companion": ""})
    await shoot(inspection, by="assistant")
    await submit(await who("assistant"), inspection)
    row = await Inspection.select(Inspection.state).where(Inspection.id == inspection).first()
    assert row["state"] == "submitted"
    waiting = await inspector.get("/inspections?patrols=true", headers={"accept": "text/html"})
    assert f"/inspections/{inspection}" in waiting.text
    desk = await client_for("supervisor", accept="text/html")
    papers = await desk.post(f"/inspections/{inspection}/documents", data={"kind": "record"})
    assert papers.status_code == 409 and "走访不是执法检查" in papers.text
