"""Importing enterprises: verdicts, preview, one transaction, twice the same, restarts, stale previews."""

import asyncio
import json
import re
from datetime import timedelta

import pytest

from tests.cast import ids
from tests.enterprises.tables import code, row, table
from webapp.accounts.sessions import load_user
from webapp.audit.tables import Event
from webapp.audit.verify import verify
from webapp.clock import now
from webapp.enterprises import applying, importing, imports, verbs
from webapp.enterprises.queries import enterprise_for, hazards_of
from webapp.enterprises.tables import Enterprise, ImportRow, QrCode
from webapp.errors import Conflict
from webapp.jobs import runner
from webapp.jobs.tables import Job
from webapp.settings import settings


class Upload:
    def __init__(self, content):
        self.rest = content

    async def read(self, size=-1):
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


async def user(name="supervisor"):
    return await load_user(ids()[name])


async def run_all():
    while await runner.run_next():
        pass


async def preview(rows, who="supervisor", headings=None):
    person = await user(who)
    pk = await imports.begin(person, Upload(table(rows, headings)), "企业.xlsx")
    await run_all()
    return person, pk, await imports.import_for(person, pk)


async def reasons(pk, verdict="error"):
    return {found["number"]: "".join(found["reasons"]) for found in (await imports.rows_of(pk, verdict)).rows}


async def finish(person, pk):
    await imports.confirm(person, pk)
    await run_all()
    return await imports.import_for(person, pk)


async def test_new_update_unchanged_and_error_then_applied_once(db):
    await finish(*(await preview([row(1, phone="0566-1"), row(2, hazards="矽尘:12;噪声")]))[:2])
    person, pk, found = await preview(
        [row(1, phone="0566-2"), row(2), row(3, workplace="二厂"), row(4, credit_code=code(4)[:-1] + "*")]
    )
    assert found["counts"] == {"update": 1, "unchanged": 1, "new": 1, "error": 1}
    (update,) = (await imports.rows_of(pk, "update")).rows
    assert update["differences"] == ["联系电话：0566-1 → 0566-2"]
    before = await Enterprise.count()
    found = await finish(person, pk)
    assert found["phase"] == "applied"
    assert await Enterprise.count() == before + 1
    assert await ImportRow.count() == 0
    assert list(settings().imports.iterdir()) == []
    stored = await Enterprise.select().where(Enterprise.credit_code == code(1)).first()
    assert (stored["phone"], stored["revision"], stored["bureau"]) == ("0566-2", 2, ids()["county"])
    made = await Enterprise.select().where(Enterprise.credit_code == code(3)).first()
    assert (made["severity"], made["status"], made["search"].split()[1]) == ("severe", "running", "drc3")
    assert await QrCode.count().where(QrCode.enterprise == made["id"]) == 1
    two = await Enterprise.select().where(Enterprise.credit_code == code(2)).first()
    hazards = {hazard["code"]: hazard["exposed"] for hazard in (await hazards_of([two["id"]]))[two["id"]]}
    assert hazards["D001"] == 12
    assert len(hazards) == 2
    events = await Event.select().where(Event.action == "enterprise.imported").order_by(Event.id)
    assert [event["enterprise"] for event in events][-2:] == [stored["id"], made["id"]]
    assert json.loads(events[-2]["after"]) == {"import": pk, "phone": "0566-2", "revision": 2}
    assert (await verify()).problems == []


async def test_the_same_file_again_changes_nothing(db):
    rows = [row(n, hazards="矽尘:3", workers=10, latitude=30.5, longitude=117.5) for n in range(5)]
    person, pk, _ = await preview(rows)
    await finish(person, pk)
    _, again, found = await preview(rows)
    assert found["counts"] == {"unchanged": 5}
    with pytest.raises(Conflict):
        await imports.confirm(person, again)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "没有填单位名称"),
        ({"name": "长" * 201}, "不能超过 200"),
        ({"credit_code": ""}, "无代码原因"),
        ({"credit_code": "123"}, "应为 18 位"),
        ({"credit_code": code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")}, "校验位不对"),
        ({"no_code_reason": "无照"}, "清空"),
        ({"area": ""}, "没有填所在地"),
        ({"area": "火星"}, "没有“火星”这个地区"),
        ({"area": "34"}, "填到县"),
        ({"area": "341721100"}, "不在您的管辖范围内"),
        ({"bureau": "东至县卫生健康委员会"}, "不在您的管辖范围内"),
        ({"industry": "造飞船"}, "不在国民经济行业分类"),
        ({"size": "巨型"}, "企业规模"),
        ({"status": "睡着"}, "状态"),
        ({"registration": "神秘"}, "注册类型"),
        ({"hazards": "矽尘;妖气"}, "“妖气”不在目录里"),
        ({"hazards": "矽尘:多"}, "不是整数"),
        ({"workers": "十"}, "不是整数"),
        ({"workers": 3, "exposed_workers": 4}, "不能多于"),
        ({"latitude": 30}, "一起填写"),
        ({"latitude": "nan", "longitude": 3}, "应在"),
        ({"latitude": -30, "longitude": 117}, "不在我国境内"),
    ],
)
async def test_every_reason_is_told(db, change, says):
    _, pk, found = await preview([row(1, **change)])
    assert found["counts"] == {"error": 1}
    assert says in (await reasons(pk))[2]


async def test_duplicates_in_the_file_and_enterprises_of_another_bureau(db):
    outsider = await load_user(ids()["outsider"])
    await verbs.create_enterprise(outsider, {"name": "别人的厂", "credit_code": code(9), "area": "341721100"})
    _, pk, found = await preview(
        [row(1), row(1, name="又一次"), row(9), row(5, credit_code="", no_code_reason="作坊"),
         row(5, credit_code="", no_code_reason="作坊", address="别处")]
    )  # fmt: skip
    assert found["counts"] == {"new": 2, "error": 3}
    told = await reasons(pk)
    assert "第 2 行" in told[3]
    assert "其他监管机构" in told[4]
    assert "别人的厂" not in told[4]
    assert "第 5 行" in told[6]


async def test_blank_cells_and_missing_columns_keep_what_is_stored(db):
    person, pk, _ = await preview([row(1, phone="0566-1", hazards="矽尘:3")])
    await finish(person, pk)
    _, _, found = await preview([row(1)], headings=["name", "credit_code", "area"])
    assert found["counts"] == {"unchanged": 1}
    _, _, found = await preview([row(1, hazards="矽尘")])
    assert found["counts"] == {"unchanged": 1}


async def test_words_that_people_write_are_understood(db):
    _, pk, found = await preview(
        [
            row(1, area="安徽省池州市贵池区殷汇镇", industry="C303", size="小型", hazards="矽尘、噪声"),
            row(2, area="341702100 殷汇镇", industry="非金属矿物制品业", status="停产"),
            row(3, area="341702001", industry="3031", bureau="341702100"),
        ]
    )
    assert found["counts"] == {"new": 3}, await reasons(pk)
    stored = [found["values"]["row"] for found in (await imports.rows_of(pk, "new")).rows]
    assert [(each["area"], each["industry"]) for each in stored] == [
        ("341702100", "303"), ("341702100", "30"), ("341702001", "303"),
    ]  # fmt: skip
    assert stored[2]["bureau"] == ids()["town"]


async def test_confirming_twice_at_once_imports_once(db):
    person, pk, _ = await preview([row(n) for n in range(30)])
    before = await Enterprise.count()
    first, second = await asyncio.gather(imports.confirm(person, pk), imports.confirm(person, pk))
    assert first == second
    await asyncio.gather(runner.run_next(), runner.run_next())
    await run_all()
    assert await imports.confirm(person, pk) == first
    await run_all()
    assert await Enterprise.count() == before + 30
    assert await Event.count().where(Event.action == "import.applied") == 1


async def test_reading_survives_a_process_that_dies(db, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    person = await user()
    pk = await imports.begin(person, Upload(table([row(n) for n in range(20)])), "a.xlsx")
    staged, real = 0, importing.stage

    async def dying(job, batch):
        nonlocal staged
        await real(job, batch)
        staged += 1
        if staged == 2:
            # What a killed process leaves: rows staged, its lease still running.
            raise asyncio.CancelledError

    monkeypatch.setattr(importing, "stage", dying)
    with pytest.raises(asyncio.CancelledError):
        await runner.run_next()
    await Job.update({Job.state: "running", Job.holder: "dead", Job.lease_until: now() - timedelta(1)}).where(
        Job.id == pk
    )
    assert await ImportRow.count() == 8
    await run_all()
    assert (await imports.import_for(person, pk))["counts"] == {"new": 20}
    assert await ImportRow.count() == 20


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_applying_survives_a_process_that_dies(db, monkeypatch, moment):
    person, pk, _ = await preview([row(n) for n in range(20)])
    before = await Enterprise.count()
    job = await imports.confirm(person, pk)
    target = "_write" if moment == "before" else "drop_rows"
    real = getattr(applying, target)

    async def dying(*args):
        monkeypatch.setattr(applying, target, real)
        raise asyncio.CancelledError

    monkeypatch.setattr(applying, target, dying)
    with pytest.raises(asyncio.CancelledError):
        await runner.run_next()
    assert await Enterprise.count() == before + (0 if moment == "before" else 20)
    await Job.update({Job.state: "running", Job.holder: "dead", Job.lease_until: now() - timedelta(1)}).where(
        Job.id == job
    )
    await run_all()
    assert await Enterprise.count() == before + 20
    assert (await imports.import_for(person, pk))["phase"] == "applied"
    assert await ImportRow.count() == 0


async def test_a_preview_that_others_overtook_imports_nothing_until_checked_again(db):
    person, pk, _ = await preview([row(1, phone="1")])
    await finish(person, pk)
    stored = await Enterprise.select().where(Enterprise.credit_code == code(1)).first()
    person, pk, _ = await preview([row(1, phone="2"), row(2)])
    await verbs.edit_enterprise(person, stored["id"], {"contact": "刚改的"})
    found = await finish(person, pk)
    assert found["work"]["state"] == "failed"
    assert "重新核对" in found["work"]["says"]
    assert not await Enterprise.exists().where(Enterprise.credit_code == code(2))
    await imports.check_again(person, pk)
    await run_all()
    assert (await finish(person, pk))["phase"] == "applied"
    row_now = await enterprise_for(person, stored["id"])
    assert (row_now["contact"], row_now["phone"]) == ("刚改的", "2")


async def test_an_enterprise_created_meanwhile(db, monkeypatch):
    person, pk, _ = await preview([row(1), row(2)])
    real = applying._prepare
    others = iter([row(50), row(51)])

    async def overtaken(*args):
        await real(*args)
        for other in others:
            await verbs.create_enterprise(person, {**other, "area": "341702001"})
            return

    monkeypatch.setattr(applying, "_prepare", overtaken)
    assert (await finish(person, pk))["phase"] == "applied"
    assert await Enterprise.count().where(Enterprise.name.like("导入厂%")) >= 3
    person, pk, _ = await preview([row(60)])
    await verbs.create_enterprise(person, row(60))
    monkeypatch.setattr(applying, "_prepare", real)
    assert "重新核对" in (await finish(person, pk))["work"]["says"]


async def test_cancelling_leaves_nothing(db):
    person, pk, _ = await preview([row(1)])
    await imports.give_up(person, pk)
    await imports.give_up(person, pk)
    assert await ImportRow.count() == 0
    assert list(settings().imports.iterdir()) == []
    with pytest.raises(Conflict):
        await imports.confirm(person, pk)
    pk = await imports.begin(person, Upload(table([row(1)])), "a.xlsx")
    await imports.give_up(person, pk)
    await run_all()
    assert (await imports.import_for(person, pk))["phase"] == "cancelled"


async def test_bounded_lookups_however_many_rows(db, monkeypatch):
    counts = []
    real = importing.judge

    async def counted(rows, known, seen):
        counts.append(len(rows))
        return await real(rows, known, seen)

    monkeypatch.setattr(importing, "judge", counted)
    _, pk, found = await preview([row(n) for n in range(1100)])
    assert counts == [500, 500, 100]
    assert found["counts"] == {"new": 1100}
    page = await imports.rows_of(pk, "new")
    assert len(page.rows) == 50
    assert (await imports.rows_of(pk, "new", page.cursor)).rows[0]["number"] == 52


async def test_large_imports_keep_the_chain(db):
    person, pk, _ = await preview([row(n) for n in range(1200)])
    found = await finish(person, pk)
    assert found["phase"] == "applied"
    from webapp.audit.verbs import seal_waiting

    while await seal_waiting():
        pass
    assert (await verify()).problems == []
    shorts = await QrCode.select(QrCode.short_code).output(as_list=True)
    assert len(shorts) == len(set(shorts))
    assert re.fullmatch("[2-9A-Z]{8}", shorts[-1])
