"""An import is taken back while nothing rests on what it made; otherwise nothing changes, and a sentence says why."""

import pytest

from tests.cast import ids
from tests.enterprises.importing import finish, preview, user
from tests.enterprises.tables import row
from webapp.audit.verify import verify
from webapp.clock import today
from webapp.db import sql
from webapp.draws.verbs.people import declare
from webapp.enterprises.tables import Enterprise, EnterpriseHazard, QrCode
from webapp.enterprises.verbs import create_enterprise, edit_enterprise

FREE = {"no_code_reason": "个体", "area": "341702001", "address": "路 1 号"}


async def imported() -> tuple[int, list[int]]:
    person, pk, _ = await preview([row(1, name="导入一厂"), row(2, name="导入二厂")])
    await finish(person, pk)
    made = (
        await Enterprise.select(Enterprise.id)
        .where(Enterprise.name.is_in(["导入一厂", "导入二厂"]))
        .order_by(Enterprise.id)
    )
    return pk, [one["id"] for one in made]


async def test_it_goes_as_it_came(client_for):
    before = [one["id"] for one in await Enterprise.select(Enterprise.id).order_by(Enterprise.id)]
    pk, made = await imported()
    client = await client_for("supervisor")
    assert f"/imports/{pk}/undoing" in (await client.get(f"/imports/{pk}")).text
    assert (await client.post(f"/imports/{pk}/undoing")).status_code in {302, 303}
    assert [one["id"] for one in await Enterprise.select(Enterprise.id).order_by(Enterprise.id)] == before
    assert not await QrCode.exists().where(QrCode.enterprise.is_in(made))
    assert not await EnterpriseHazard.exists().where(EnterpriseHazard.enterprise.is_in(made))
    page = (await client.get(f"/imports/{pk}")).text
    assert "这次导入已撤销" in page and "/undoing" not in page
    assert len(await sql("SELECT 1 FROM event WHERE action = 'import.undone'")) == 1
    assert not (await verify()).problems
    assert (await client.post(f"/imports/{pk}/undoing")).status_code == 409


@pytest.mark.parametrize("what", ["修改", "任务安排", "回避登记"])
async def test_what_rests_on_it_is_named_and_nothing_changes(client_for, what):
    pk, made = await imported()
    if what == "修改":
        await edit_enterprise(await user(), made[1], {"address": "新路"})
    elif what == "回避登记":
        await declare(await user(), ids()["inspector"], made[1], "family", today(), "")
    else:
        await sql(
            'INSERT INTO day_list ("on", lead, kind, bureau, created_by, created_at) '
            "VALUES ('2026-12-02', {}, 'routine', {}, {}, '2026-12-01 00:00:00+00:00')",
            ids()["inspector"], ids()["county"], ids()["supervisor"],
        )  # fmt: skip
        await sql(
            "INSERT INTO day_list_entry (day_list, enterprise, position) SELECT id, {}, 1 FROM day_list",
            made[1],
        )
    answer = await (await client_for("supervisor")).post(f"/imports/{pk}/undoing")
    assert answer.status_code == 409 and "导入二厂" in answer.text and what in answer.text
    assert "导入一厂" not in answer.text
    assert await Enterprise.count().where(Enterprise.id.is_in(made)) == 2


async def test_it_is_only_the_own_import_and_only_what_it_made(client_for):
    pk, made = await imported()
    other = await create_enterprise(await user(), FREE | {"name": "另一家"})
    assert (await (await client_for("chief")).post(f"/imports/{pk}/undoing")).status_code == 404
    await (await client_for("supervisor")).post(f"/imports/{pk}/undoing")
    assert await Enterprise.exists().where(Enterprise.id == other)
    assert not await Enterprise.exists().where(Enterprise.id.is_in(made))
