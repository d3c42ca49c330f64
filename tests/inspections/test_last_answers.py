"""Beside each item of the form: what the last visit found, and what became of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tests.cast import ids
from tests.checklists import scene
from tests.counting import statements
from tests.inspections.ready import FACT, complete, who
from tests.inspections.visits import open_visit
from webapp.checklists import verbs
from webapp.checklists.rows import texts
from webapp.checklists.tables import Checklist, ChecklistItem, ChecklistVersion
from webapp.clock import moment, now
from webapp.db import transaction
from webapp.findings.tables import Finding
from webapp.inspections.tables import Inspection, Receipt
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit

EARLIER = timedelta(days=40)
STARTED = {"started_at": now().isoformat()}


async def last_visit(**values: Any) -> Any:
    """Item 5.1 was 不符合 with a finding, 1.1 基本符合 with a note, 9.4 不适用, all others 符合."""
    inspection = await complete(**{"started_at": now() - EARLIER, **values})
    await submit(await who("inspector"), inspection)
    return inspection


def beside(page: str, code: str) -> str:
    """The words of the line beside an item; empty without one."""
    card = page.split(f'id="item-{code}"')[1].split("</article>")[0]
    found = re.search(r"<p[^>]* data-last>(.*?)</p>", card, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


async def test_each_item_says_what_the_last_visit_found(client_for: Any) -> None:
    earlier = await last_visit()
    client = await client_for("inspector")
    day = moment(now() - EARLIER)[:10]
    for address in (
        await open_visit(client, **STARTED),
        await open_visit(client, kind="recheck", **STARTED),
        f"/field/form?enterprise={ids()['A']}",  # what the phone keeps
    ):
        page = (await client.get(address)).text
        assert beside(page, "5.1") == f"上次：不符合（{day}） {FACT} 待整改".replace("） ", "）")
        assert beside(page, "1.1") == f"上次：基本符合（{day}）台账缺两页"
        assert beside(page, "9.4") == f"上次：不适用（{day}）"
        assert beside(page, "2.1") == f"上次：符合（{day}）"
        assert "checked>" not in page.split('id="item-5.1"')[1].split("</fieldset>")[0], "never prefilled"
    finding = await Finding.select(Finding.id).where(Finding.inspection == earlier).first()
    assert f'href="/findings/{finding["id"]}"' in page
    await Finding.update({Finding.state: "closed", Finding.ended_at: now()}).where(
        Finding.id == finding["id"]
    )
    assert beside((await client.get(address)).text, "5.1").endswith("已销号")


async def test_items_are_the_same_across_versions_of_their_checklist_only(client_for: Any) -> None:
    await last_visit()
    client = await client_for("inspector")
    _, newer = await scene.draft()
    steward = await scene.admin()
    changed = (
        await ChecklistItem.select()
        .where((ChecklistItem.version == newer) & (ChecklistItem.code == "2.1"))
        .first()
    )
    await verbs.edit_item(steward, newer, changed["id"], texts(changed) | {"content": "别的检查内容"})
    await verbs.publish(steward, newer)
    page = (await client.get(await open_visit(client, version=newer, **STARTED))).text
    assert beside(page, "5.1").startswith("上次：不符合")
    assert beside(page, "2.1").endswith("（本项文字已改）")
    assert "文字已改" not in beside(page, "3.1")
    async with transaction():  # the same codes in a checklist of its own say nothing
        made = await Checklist.insert(Checklist(title="另一张表"))
        await ChecklistVersion.update({ChecklistVersion.checklist: made[0]["id"]}).where(
            ChecklistVersion.id == newer
        )
    page = (await client.get(await open_visit(client, version=newer, **STARTED))).text
    assert beside(page, "5.1") == ""


async def test_only_submitted_visits_to_this_enterprise_count_the_newest_first(client_for: Any) -> None:
    client = await client_for("inspector")
    assert "data-last" not in (await client.get(await open_visit(client, **STARTED))).text
    await last_visit()
    newest = await last_visit(started_at=now() - timedelta(days=5))
    draft = await complete(started_at=now() - timedelta(days=2))
    address = await open_visit(client, **STARTED)
    day = moment(now() - timedelta(days=5))[:10]
    assert f"（{day}）" in beside((await client.get(address)).text, "5.1")
    assert "data-last" not in (await client.get(await open_visit(client, "B", **STARTED))).text
    assert "data-last" not in (await client.get(f"/inspections/{draft}/review")).text
    await void_and_copy(await who("supervisor"), newest, "测试作废")
    assert f"（{moment(now() - EARLIER)[:10]}）" in beside((await client.get(address)).text, "5.1")


async def test_it_costs_one_statement_and_never_enters_the_record(client_for: Any) -> None:
    client = await client_for("inspector")
    await last_visit()
    address = await open_visit(client, **STARTED)
    await client.get(address)
    one = await statements(client.get(address))
    for days in (30, 20, 10):
        await last_visit(started_at=now() - timedelta(days=days))
    again = await open_visit(client, **STARTED)
    assert len(await statements(client.get(again))) == len(one)
    assert sum("answer a" in text for text in one) == 1
    inspection = await complete()
    page = (await client.get(f"/inspections/{inspection}")).text
    assert "上次：不符合" in page
    await submit(await who("inspector"), inspection)
    sealed = await Receipt.select().where(Receipt.inspection == inspection).first()
    assert "上次" not in sealed["record"]
    assert await Inspection.count().where(Inspection.state == "submitted") == 5
