"""The 笔录 signed without a network: the phone writes what the server writes, the signatures come before the submission."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import ids
from tests.documents.on_phone import as_the_phone, composed, facts_in, on_screen
from tests.documents.scene import content, row_of, set_bureau
from tests.documents.test_signing import drawn
from tests.inspections.ready import (
    CLOSING,
    answer_all,
    complete,
    draft_finding,
    draft_recheck,
    ready,
    shoot,
    visit,
    who,
)
from tests.inspections.test_drafting import open_finding
from tests.inspections.visits import JSON, opening, uuid7
from webapp.audit.queries import history
from webapp.clock import CHINA
from webapp.db import transaction
from webapp.documents.proof import loaded, signable
from webapp.documents.queries import of_visit
from webapp.documents.tables import Document, Signature
from webapp.documents.verbs import drafting, issuing
from webapp.inspections.tables import Answer, DraftFinding, Inspection, Slot


def _now() -> str:
    return datetime.now(CHINA).replace(microsecond=250_000).isoformat(timespec="milliseconds")


ENDED = _now()


@pytest.fixture(autouse=True)
def _ended() -> None:
    """After the visits of each test have begun, however long the tests before it take, and not after it is submitted."""
    global ENDED
    ENDED = _now()


ALL = (("companion", "王五"), ("inspector", "inspector同志"), ("inspector", "colleague同志"))


async def sign(
    client: Any, inspection: UUID, sha: str, *who_signs: tuple[str, str], **more: Any
) -> list[Any]:
    answers = []
    for role, name in who_signs:
        address, headers = (
            f"/inspections/{inspection}/signatures/{uuid7()}",
            {"X-Entry": str(uuid7()), **JSON},
        )
        answers.append(await client.put(address, json=drawn(sha, role, name, **more), headers=headers))
    return answers


async def submit(client: Any, inspection: UUID, ended_at: str = "") -> Any:
    return await client.post(
        f"/inspections/{inspection}/submission", json={**CLOSING, "ended_at": ended_at or ENDED}, headers=JSON
    )


async def record_of(inspection: UUID) -> Any:
    (row,) = [row for row in await of_visit(await who("inspector"), inspection) if row["kind"] == "record"]
    return row


async def plain() -> UUID:
    return await complete()


async def with_findings() -> UUID:
    """Several of one item and of different ones, one mended on the spot, one outside, one of a slot, one that fell away."""
    made = await ready(**CLOSING | {"companion_post": ""})
    for values in (
        {"fact": "第二个\n问题"},
        {"code": "1.1", "fact": "名册𠮷缺页"},
        {"code": None, "fact": "检查表外“乱堆放”"},
    ):
        await draft_finding(made, **values)
    await draft_finding(made, "1.1", on_site=True, on_site_note="当场补上\n并公示")
    await draft_finding(made, "9.4", fact="不适用的项，不算问题")
    async with transaction():
        await Slot.update({Slot.result: "absent"}).where(
            (Slot.inspection == made) & (Slot.key == "sign:注意防尘")
        )
    await draft_finding(made, None, slot="sign:注意防尘", fact="破碎岗位未设置“注意防尘”。")
    await shoot(made, "item:2.1")
    await shoot(made)
    return made


async def taken_back() -> UUID:
    """A finding and a photo that were withdrawn, an answer that changed twice."""
    made = await complete()
    gone = await draft_finding(made, "2.1")
    async with transaction():
        await DraftFinding.update({DraftFinding.withdrawn_at: DraftFinding.updated_at}).where(
            DraftFinding.id == gone
        )
    return made


async def rechecked() -> UUID:
    one, two = [await open_finding("A", await visit(state="submitted")) for _ in range(2)]
    made = await visit(kind="recheck", **CLOSING)
    await draft_recheck(made, two, "partly", "还差一处\n警示标识")
    await draft_recheck(made, one, "not", "没有改")
    return made


async def by_another_body() -> UUID:
    await set_bureau(authority=ids()["city"])
    return await complete(kind="complaint", companion="王五 总")


@pytest.mark.parametrize("make", [plain, with_findings, taken_back, rechecked, by_another_body])
async def test_the_phone_writes_what_the_server_writes(client_for, make):
    made = await make()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    first, *_ = await sign(inspector, made, phone["sha"], ALL[0])
    assert first.status_code == 201, first.text
    done = await inspector.post(f"/inspections/{made}/submission", json={"ended_at": ENDED}, headers=JSON)
    assert done.status_code == 201, done.text
    written = await content((await record_of(made))["id"])
    written["visit"]["serial"] = ""
    assert phone["content"] == written
    assert phone["sha"] == signable(written)


async def test_a_plant_that_is_not_in_the_register(client_for):
    inspector = await client_for("inspector", **JSON)
    place = {"new_name": "贵池新建　石料厂", "new_address": "\u0065\u0301村 3 组", "new_area": "341702001"}
    inspection = uuid7()
    opened = {**opening(), **place, "second": ids()["colleague"], "showed_badge": True, "told_rights": True}
    del opened["enterprise"]
    answer = await inspector.put(f"/inspections/{inspection}", json=opened)
    assert answer.status_code == 201, answer.text
    await answer_all(inspection)
    html = await client_for("inspector")
    shell = facts_in((await html.get("/field/form")).text)
    known = facts_in((await html.get(f"/inspections/{inspection}")).text)
    seen = await on_screen(inspection, known, ENDED, companion="王五", companion_post="安全科长")
    fresh = {"name": place["new_name"], "address": place["new_address"]}
    alone, online = composed(
        {"facts": shell, "visit": {**seen, "place": fresh}}, {"facts": known, "visit": seen}
    )
    assert alone["content"]["enterprise"] == online["content"]["enterprise"]
    assert alone["content"]["visit"] == online["content"]["visit"]
    assert alone == online
    await sign(inspector, inspection, alone["sha"], *ALL)
    assert (await submit(inspector, inspection)).status_code == 201
    ready = await issuing.readiness(await who("inspector"), await row_of((await record_of(inspection))["id"]))
    assert len(ready.signatures) == 3 and not ready.void


async def test_three_signatures_count_and_the_document_is_issued(client_for):
    made = await complete()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    for answer in await sign(inspector, made, phone["sha"], *ALL):
        assert answer.status_code == 201 and answer.headers["x-entry-stored"]
    assert (await submit(inspector, made)).status_code == 201
    assert (await submit(inspector, made)).status_code == 200
    assert "已有 3 人签名" in (await inspector.get(f"/inspections/{made}/documents")).text
    row = await issuing.issue(await who("inspector"), (await record_of(made))["id"])
    said = loaded(row["content"])
    assert [(one["role"], one["name"]) for one in said["signatures"]] == list(ALL)
    assert said["visit"]["ended"] == ENDED[:16].replace("T", " ") and said["visit"]["serial"].startswith("HZ")
    late = await sign(inspector, made, phone["sha"], ALL[0])
    assert late[0].status_code == 409 and row["number"] in late[0].json()["error"]


async def test_the_same_again_changes_nothing(client_for):
    made, id_ = await complete(), uuid7()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    address, body = f"/inspections/{made}/signatures/{id_}", drawn(phone["sha"])
    statuses = [(await inspector.put(address, json=body, headers=JSON)).status_code for _ in range(3)]
    assert statuses == [201, 200, 200]
    await submit(inspector, made)
    assert (await inspector.put(address, json=body, headers=JSON)).status_code == 200
    assert (await Signature.count(), await Document.count()) == (1, 1)
    other = await complete()
    taken = await inspector.put(f"/inspections/{other}/signatures/{id_}", json=body, headers=JSON)
    assert taken.status_code == 409


async def test_a_record_that_differs_voids_the_signature_and_says_so(client_for):
    made = await complete()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    await sign(inspector, made, phone["sha"], *ALL)
    async with transaction():
        await DraftFinding.update({DraftFinding.fact: "改写过的事实"}).where(DraftFinding.inspection == made)
    await submit(inspector, made)
    row = await record_of(made)
    assert "签名已失效，要重签" in (await inspector.get(f"/inspections/{made}/documents")).text
    page = (await inspector.get(f"/documents/{row['id']}")).text
    for _, name in ALL:
        assert f"{name}的签名" in page
    assert page.count("签名以后记录有改动，签名无效，请重新签名") >= 3 and "改写过的事实" in page
    issued = await issuing.issue(await who("inspector"), row["id"])
    assert loaded(issued["content"])["signatures"] == []


async def test_what_somebody_edited_is_not_written_anew(client_for):
    made = await complete()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    await sign(inspector, made, phone["sha"], ALL[0])
    row = await record_of(made)
    await drafting.save(await who("inspector"), row["id"], row["revision"], {"facts": ["照这样写"]})
    await submit(inspector, made)
    assert (await content(row["id"]))["facts"] == ["照这样写"]
    assert "document.refreshed" not in [event["action"] for event in await history("document", row["id"])]


async def test_a_refusal_needs_reason_and_witness(client_for):
    made = await complete()
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    told: dict[str, Any] = {"image": "", "refused": "不认可"}
    for changed in ({}, {"witness": " "}, {"witness": "长" * 61}, {"witness": "赵六", "refused": "长" * 501}):
        assert (await sign(inspector, made, phone["sha"], ALL[0], **{**told, **changed}))[
            0
        ].status_code == 422
    assert (await sign(inspector, made, phone["sha"], ALL[1], **told, witness="赵六"))[0].status_code == 422
    assert (await sign(inspector, made, phone["sha"], ALL[0], **told, witness="赵六"))[0].status_code == 201
    await submit(inspector, made)
    row = await issuing.issue(await who("inspector"), (await record_of(made))["id"])
    (refusal,) = loaded(row["content"])["signatures"]
    assert (refusal["refused"], refusal["witness"], refusal["image"]) == ("不认可", "赵六", None)


async def test_only_the_two_of_the_visit_sign_in_it(client_for):
    made = await complete()
    sha = hashlib.sha256(b"").hexdigest()
    for name, status in (("supervisor", 403), ("outsider", 404), ("assistant", 403), ("owner", 403)):
        answer = (await sign(await client_for(name), made, sha, ALL[0]))[0]
        assert answer.status_code == status, name
    # Somebody who is no inspector of the visit any more: kept, and void whatever the hash.
    inspector = await client_for("inspector")
    phone = await as_the_phone(inspector, made, ENDED)
    assert (await sign(inspector, made, phone["sha"], ("inspector", "张三")))[0].status_code == 201
    await submit(inspector, made)
    ready = await issuing.readiness(await who("inspector"), await row_of((await record_of(made))["id"]))
    assert (len(ready.signatures), len(ready.void)) == (0, 1)
    assert (await sign(inspector, uuid4(), sha, ALL[0]))[0].status_code == 404
    assert await Inspection.exists().where(Inspection.id == made) and await Answer.count()
