"""Imports of enterprises: the verdict on every row, and applying it once."""

import json

import pytest

from tests.cast import ids
from tests.enterprises.importing import finish, preview
from tests.enterprises.tables import code, row
from webapp.accounts.login.sessions import load_user
from webapp.audit.tables import EventRow
from webapp.audit.verify import verify
from webapp.enterprises import verbs
from webapp.enterprises.imports import kind as imports
from webapp.enterprises.queries import hazards_of
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.errors import Conflict
from webapp.imports.tables import ImportRow
from webapp.settings import settings


async def reasons(pk, verdict="error"):
    return {found["number"]: "".join(found["reasons"]) for found in (await imports.rows_of(pk, verdict)).rows}


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
    assert await ImportRow.count() == await ImportRow.count().where(ImportRow.verdict == "error") == 1
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
    events = await EventRow.select().where(EventRow.action == "enterprise.imported").order_by(EventRow.id)
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
