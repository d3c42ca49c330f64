"""`mashang audit verify` beyond the trail: visits and their receipts, photos, findings."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.audit.test_command import run
from tests.cast import ids
from tests.conftest import ClientFor
from tests.counting import statements
from tests.findings import scene
from tests.findings.reporting import report_url, reported
from tests.inspections.ready import CLOSING, complete, draft_recheck, visit, who
from webapp.audit.verbs import seal_waiting
from webapp.clock import today
from webapp.db import sql, transaction
from webapp.db.marks import DEMO, set_mark
from webapp.evidence.service import evidence
from webapp.evidence.storage import LocalStore, key_of
from webapp.evidence.storage import proof as photos
from webapp.evidence.tables import Photo
from webapp.findings import proof as findings
from webapp.findings.tables import Finding
from webapp.inspections.receipts import proof as receipts
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


async def submitted() -> tuple[UUID, int]:
    """A submitted visit and its one finding."""
    inspection = await complete()
    await submit(await who("inspector"), inspection)
    return inspection, await finding_of(inspection)


async def finding_of(inspection: UUID) -> int:
    (row,) = await Finding.select(Finding.id).where(Finding.inspection == inspection)
    return int(row["id"])


async def problems(*, quick: bool = False) -> list[str]:
    bytes_of = [] if quick else (await photos.verify_all())[1]
    return [*(await receipts.verify_all())[1], *(await findings.verify_all())[1], *bytes_of]


async def made_up() -> dict[str, object]:
    """A submitted visit and a finding that no person made."""
    row = await scene.visit()
    values = {
        **scene.draft(), "enterprise": row["enterprise"], "inspection": row["id"], "number": 1, "handling": "order",
        "first_due_on": today(), "due_on": today(), "state": "open", "responsible": row["lead"], "found_by": row["lead"],
        "found_at": row["started_at"],
    }  # fmt: skip
    known = {column._meta.name for column in Finding._meta.columns} - {"id"}
    finding = Finding(**{name: value for name, value in values.items() if name in known}, draft=UUID(int=9))
    async with transaction():
        await Finding.insert(finding)
    return row


async def test_whatever_people_do_is_in_order(client_for: ClientFor) -> None:
    """Copied, looked at again, extended, returned, closed, objected to, reassigned: all of it agrees with the trail."""
    voided, _ = await submitted()
    copy = await void_and_copy(await who("supervisor"), voided, "日期写错")
    await submit(await who("inspector"), copy)
    number, (_, other) = await finding_of(copy), await submitted()
    again = await visit(kind="recheck", **CLOSING)
    for one in (number, other):
        await draft_recheck(again, one, "not", "没有动")
    await submit(await who("inspector"), again)

    owner, inspector = await client_for("owner"), await client_for("inspector")
    later = {"wanted_due": (today() + timedelta(days=90)).isoformat()}
    asked = report_url(number)

    async def decide(word: str, url: str, **said: str) -> None:
        data = {"report": url.rsplit("/", 1)[1], "text": "看过了。", **said}
        answer = await inspector.post(f"/findings/{number}/{word}", data=data)
        assert answer.status_code == 303, answer.text

    assert (
        await owner.post(asked, data={"kind": "extension", "text": "设备未到", **later})
    ).status_code == 303
    await decide("extension-grant", asked, new_due=later["wanted_due"])
    for word in ("return", "closure"):
        await decide(word, await reported(client_for, number))
    objection = {"kind": "objection", "text": "不符"}
    assert (await owner.post(report_url(other), data=objection)).status_code == 303
    moved = await (await client_for("supervisor")).post(
        f"/findings/{other}/reassignment", data={"assignee": str(ids()["colleague"]), "text": "调岗"}
    )
    assert moved.status_code == 303, moved.text
    await void_and_copy(await who("supervisor"), again, "去错了企业")
    assert await receipts.verify_all() == (4, [])
    assert await findings.verify_all() == (3, [])


async def change_an_answer(inspection: UUID) -> None:
    await sql("UPDATE answer SET result = 'met' WHERE inspection = {} AND result = 'unmet'", inspection)


async def change_the_header(inspection: UUID) -> None:
    await sql("UPDATE inspection SET companion = {} WHERE id = {}", "赵六", inspection)


async def add_a_photo(inspection: UUID) -> None:
    row = await Photo.select().where(Photo.owner_id == str(inspection)).first()
    await Photo.insert(Photo(**{**row, "id": UUID(int=7)}))


async def break_the_receipt(inspection: UUID) -> None:
    await sql("UPDATE receipt SET photos = {} WHERE inspection = {}", "[", inspection)


async def delete_the_receipt(inspection: UUID) -> None:
    await sql("DELETE FROM receipt WHERE inspection = {}", inspection)


async def undo_the_submission(inspection: UUID) -> None:
    await sql("UPDATE inspection SET state = 'draft' WHERE id = {}", inspection)


async def make_a_draft_of_it(inspection: UUID) -> None:
    await delete_the_receipt(inspection)
    await undo_the_submission(inspection)


async def move_the_due_date(inspection: UUID) -> None:
    row = await Finding.select(Finding.due_on).where(Finding.inspection == inspection).first()
    await Finding.update({Finding.due_on: row["due_on"] - timedelta(days=20)}).where(
        Finding.inspection == inspection
    )


async def close_the_finding(inspection: UUID) -> None:
    await sql("UPDATE finding SET state = 'closed' WHERE inspection = {}", inspection)


async def make_it_overdue(inspection: UUID) -> None:
    await sql("UPDATE finding SET failed_recheck_after_due = {} WHERE inspection = {}", True, inspection)


async def change_what_was_ordered(inspection: UUID) -> None:
    await sql("UPDATE finding SET requirement = {} WHERE inspection = {}", "罚款。", inspection)


async def delete_the_finding(inspection: UUID) -> None:
    await sql("DELETE FROM finding WHERE inspection = {}", inspection)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (change_an_answer, "现有检查内容与存档记录不符"),
        (change_the_header, "现有检查内容与存档记录不符"),
        (add_a_photo, "现有检查内容与存档记录不符"),
        (break_the_receipt, "已损坏"),
        (delete_the_receipt, "没有回执"),
        (undo_the_submission, "检查的状态被改动"),
        (make_a_draft_of_it, "缺失或被替换"),
        (move_the_due_date, "due_on"),
        (close_the_finding, "state"),
        (make_it_overdue, "failed_recheck_after_due"),
        (change_what_was_ordered, "requirement"),
        (delete_the_finding, "被删除"),
    ],
)
async def test_what_is_changed_in_the_database_is_found(
    db: None, tamper: Callable[[UUID], Awaitable[None]], words: str
) -> None:
    await submitted()
    inspection, _ = await submitted()
    assert await problems(quick=True) == []
    async with transaction():
        await tamper(inspection)
    assert any(words in said for said in await problems(quick=True))


async def test_what_a_demo_made_up_has_neither_events_nor_receipts(db: None) -> None:
    """Visits of a whole province in a database that is marked as a demo on every page; elsewhere they are named."""
    made = await made_up()
    found = await problems()
    assert any(f"检查 {made['id']} 已提交" in said for said in found)
    assert any("不是本系统写入的" in said for said in found)
    await set_mark(DEMO, "yes")
    assert await problems() == []
    inspection, _ = await submitted()
    async with transaction():
        await delete_the_receipt(inspection)
        await close_the_finding(inspection)
    assert len(await problems()) == 2


@pytest.mark.parametrize("data", [b"other bytes", None])
@pytest.mark.parametrize("kind", ["inspection", "report"])
async def test_photos_whose_bytes_are_others_or_gone_are_named(
    client_for: ClientFor, kind: str, data: bytes | None
) -> None:
    """Whoever owns them: also those of an enterprise's report, which no receipt names."""
    _, number = await submitted()
    await reported(client_for, number)
    photo = await Photo.select(Photo.sha256).where(Photo.owner_kind == kind).first()
    store = evidence().store
    assert isinstance(store, LocalStore)
    file = store._path(key_of(photo["sha256"]))
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    (said,) = await problems()
    assert photo["sha256"] in said and "缺失或被改动" in said
    assert await problems(quick=True) == []


async def test_every_page_of_many_asks_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that grows from page to page is too long for SQLite once there are many thousand records."""
    for _ in range(3):
        await submitted()
    for room in (receipts, findings, photos):
        monkeypatch.setattr(room, "STEP", 1)
    assert (await receipts.verify_all())[0] == (await findings.verify_all())[0] == 3
    asked = await statements(problems())
    pages = {re.sub(r"'[^']*'|\d+", "?", text) for text in asked if "LIMIT" in text and "ORDER BY" in text}
    assert len(pages) == 4, pages  # of receipts, of submissions, of findings, of files


async def test_the_command_says_so_and_ends_with_1(db: None) -> None:
    inspection, _ = await submitted()
    await seal_waiting()
    good = run()
    assert (good.returncode, "回执 1 张，整改事项 1 条" in good.stdout) == (0, True), (
        good.stdout + good.stderr
    )
    async with transaction():
        await move_the_due_date(inspection)
    for bad in (run(), run("--quick")):
        assert bad.returncode == 1
        assert "与事件不符" in bad.stdout and "问题 1 个" in bad.stdout
