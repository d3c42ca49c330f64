"""Numbers: patterns with their preview, gapless under concurrency, voided ones stay listed, one row a stem."""

import asyncio
from uuid import uuid4

import pytest

from tests.cast import ids
from tests.counting import statements
from tests.documents.scene import begun, issued, row_of, set_bureau, submitted
from tests.inspections.ready import who
from webapp.clock import now, today
from webapp.db import transaction
from webapp.db.sql.counting import MOST
from webapp.documents import kinds, numbering
from webapp.documents.numbering import Pattern
from webapp.documents.proof import verify_all
from webapp.documents.tables import Document, NumberSeries
from webapp.documents.verbs import issuing, styles
from webapp.errors import Invalid


@pytest.fixture
def year() -> int:
    """That of the numbers; the suite may run into the next."""
    return today().year


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (Pattern("{简称}卫{类别}{性质}〔{年}〕{序号}号", "职", "改"), "南卫职改〔2026〕12号"),
        (Pattern("{年}-{序号}", digits=4), "2026-0012"),
        (Pattern("{简称}卫职监〔{年}〕{序号}号", digits=3), "南卫职监〔2026〕012号"),
    ],
)
def test_a_pattern_gives_the_number(pattern, number):
    assert numbering.problem(pattern) == ""
    assert numbering.number(pattern, "南", 2026, 12) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{简称}卫{年}号", "{序号}"),
        ("{序号}-{序号}-{年}", "{序号}"),
        ("{简称}卫职监{序号}号", "{年}"),
        ("{年}{序号}", "隔开"),
        ("{年}-1{序号}", "隔开"),
        ("{名}〔{年}〕{序号}", "不认识"),
        ("{年}-{序号}<b>", "只用"),
        ("{年}-{序号}\n", "只用"),
        ("{{年}-{序号}", "只用"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(text, said):
    assert said in numbering.problem(Pattern(text))


async def test_two_hundred_issued_at_once_give_one_to_two_hundred(db, year: int):
    """Of several visits, since one holds all of its own; 送达回执, of which a visit may have many."""
    wanted = []
    for _ in range(5):
        visit = await submitted()
        await issued(kinds.ORDER, visit)
        first = await row_of(await begun(kinds.DELIVERY, visit))
        template = {
            name: first[name] for name in ("enterprise", "inspection", "bureau", "kind", "title", "content")
        }
        more = [uuid4() for _ in range(39)]
        async with transaction():
            await Document.insert(
                *(
                    Document(
                        id=one, created_by=ids()["inspector"], created_at=now(), updated_at=now(), **template
                    )
                    for one in more
                )
            )
        wanted += [first["id"], *more]
    user = await who("inspector")
    made = await asyncio.gather(*(issuing.issue(user, one) for one in wanted))
    assert sorted(row["serial"] for row in made) == list(range(1, 201))
    assert {row["number"] for row in made} == {f"贵卫职送〔{year}〕{serial}号" for serial in range(1, 201)}
    assert len({row["code"] for row in made}) == 200
    series = await NumberSeries.select().where(NumberSeries.id == made[0]["series"]).first()
    assert series["last"] == 200
    assert await verify_all() == (205, [])


async def test_the_same_document_issued_twice_at_once_takes_one_number(db, year: int):
    document = await begun()
    user = await who("inspector")
    made = await asyncio.gather(*(issuing.issue(user, document) for _ in range(5)))
    assert {row["number"] for row in made} == {f"{year}-0001"}
    assert (await NumberSeries.select())[0]["last"] == 1


async def test_a_refused_issue_takes_no_number(db):
    visit = await submitted()
    with pytest.raises(issuing.Refused):
        await issuing.issue(await who("inspector"), await begun(kinds.ADVICE, visit))
    assert await NumberSeries.count() == 0


async def test_kinds_of_one_stem_share_their_numbers(db, year: int):
    admin = await who("countyadmin")
    shared = Pattern("{简称}卫职〔{年}〕{序号}号")
    for kind in (kinds.RECORD, kinds.ORDER):
        await styles.save_style(admin, ids()["county"], kind, styles.Style("自己的标题", shared))
    visit = await submitted()
    numbers = [(await issued(kind, visit))["number"] for kind in (kinds.RECORD, kinds.ORDER)]
    assert numbers == [f"贵卫职〔{year}〕1号", f"贵卫职〔{year}〕2号"]
    assert (await styles.style_of(ids()["county"], kinds.RECORD)).title == "现场检查笔录"  # prescribed


async def test_a_title_of_the_bureaus_own_papers_can_be_replaced(db):
    style = styles.Style("整改复查意见书", kinds.RECHECK.number)
    await styles.save_style(await who("countyadmin"), ids()["county"], kinds.RECHECK, style)
    assert (await row_of(await begun(kinds.RECHECK)))["title"] == "整改复查意见书"


async def test_the_page_shows_the_next_number_and_refuses_in_words(client_for, year: int):
    await issued()
    admin = await client_for("countyadmin")
    address = f"/bureaus/{ids()['county']}/documents"
    page = (await admin.get(address)).text
    assert f"{year}-0002" in page and f"贵卫职改〔{year}〕1号" in page
    sent = {
        "kind": "order",
        "title": "x",
        "pattern": "{简称}〔{年}〕号",
        "category": "职",
        "nature": "改",
        "digits": "1",
    }
    refused = await admin.post(address, data=sent)
    assert (
        refused.status_code == 422
        and "要有一个 {序号}" in refused.text
        and "{简称}〔{年}〕号" in refused.text
    )
    saved = await admin.post(
        address, data=sent | {"pattern": "{简称}卫{类别}令〔{年}〕{序号}号", "digits": "3"}
    )
    assert saved.status_code == 303
    assert f"贵卫职令〔{year}〕001号" in (await admin.get(address)).text
    assert (await admin.get(f"/bureaus/{ids()['other']}/documents")).status_code == 404
    assert (await (await client_for("inspector")).get(address)).status_code == 403
    with pytest.raises(Invalid):
        await styles.save_style(
            await who("countyadmin"), ids()["county"], kinds.ORDER, styles.Style("x", Pattern("{年}"))
        )


async def test_the_register_lists_voided_numbers_with_their_reason(client_for, year: int):
    visit = await submitted()
    order = await issued(kinds.ORDER, visit)
    inspector = await client_for("inspector")
    assert (await inspector.post(f"/documents/{order['id']}/void", data={"reason": ""})).status_code == 422
    done = await inspector.post(f"/documents/{order['id']}/void", data={"reason": "当事人名称写错"})
    assert done.status_code == 303
    second = await issued(kinds.ORDER, visit)
    assert second["number"] == f"贵卫职改〔{year}〕2号"
    series = (await NumberSeries.select())[0]["id"]
    page = (await inspector.get(f"/documents/registers/{series}")).text
    assert f"贵卫职改〔{year}〕1号" in page and "当事人名称写错" in page and "已作废" in page
    assert "作废 1 份" in (await inspector.get("/documents/registers")).text
    assert (await (await client_for("outsider")).get(f"/documents/registers/{series}")).status_code == 404
    assert await verify_all() == (2, [])


async def test_without_a_short_name_the_order_waits_for_one(client_for):
    await set_bureau(short_name="")
    document = await begun(kinds.ORDER)
    answer = await (await client_for("inspector")).post(f"/documents/{document}/issue")
    assert answer.status_code == 422 and "简称" in answer.text


async def test_a_body_issues_in_the_name_of_its_authority(db, year: int):
    await set_bureau(authority=ids()["city"])
    row = await issued(kinds.ORDER)
    assert row["number"] == f"池卫职改〔{year}〕1号"
    assert row["bureau"] == ids()["city"]


async def test_lists_count_in_the_database_and_not_without_end(client_for):
    row = await issued()
    await issuing.void(await who("inspector"), row["id"], "写错了")
    staff = await client_for("inspector")
    registers = await statements(staff.get("/documents/registers"))
    assert [said for said in registers if "'void'" in said and "GROUP BY" in said]
    counts = [said for said in await statements(staff.get("/documents")) if "COUNT(*)" in said]
    assert any(f"LIMIT {MOST + 1}" in said and "document" in said for said in counts)
