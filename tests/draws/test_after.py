"""After a draw: what is public of it, and what is closed and comes in its place."""

import html
import re
from datetime import timedelta

from tests.draws.scene import begun, drawn, locked, step, the
from tests.filling import form_on
from webapp.audit.rules import canonical
from webapp.clock import today
from webapp.db import transaction
from webapp.draws import packing, queries
from webapp.draws.proof import verify_all
from webapp.draws.rules.verifying import failing, verify
from webapp.draws.tables import Draw, DrawEntry


async def test_an_abandoned_draw_stays_public_with_its_reason(client_for):
    client = await client_for("chief")
    pk = await drawn(client)
    assert (await step(client, pk, "abandonment")).status_code == 422
    assert (await step(client, pk, "abandonment", reason="名录有误 <b>")).status_code == 303
    page = (await (await client_for()).get(f"/public/draws/{(await the(pk))['code']}")).text
    assert "名录有误 &lt;b&gt;" in page
    assert "已放弃" in page
    assert (await step(client, pk, "lock")).status_code == 409
    assert await begun(client) != pk


async def test_names_wait_for_their_day_and_hashes_do_not(client_for):
    day = today() + timedelta(days=9)
    pk = await locked(client_for, names_on=day.isoformat())
    row, public = await the(pk), await client_for()
    text = (await public.get(f"/public/draws/{row['code']}")).text + (
        await public.get(f"/public/draws/{row['code']}.json")
    ).text
    assert row["result_hash"] in text
    assert not any(word in text for word in ("有限公司", "皖R", row["secret"], row["seed"]))
    async with transaction():
        await Draw.update({Draw.names_on: today()}).where(Draw.id == pk)
    assert failing(verify((await public.get(f"/public/draws/{row['code']}.json")).content)) is None


async def test_a_supplement_is_the_next_of_the_same_order(client_for):
    client = await client_for("chief")
    pk = await locked(client_for, by="nothing")
    row = queries.unpacked(
        await Draw.select(*Draw.all_columns(), Draw.bureau.name.as_alias("bureau_name"))
        .where(Draw.id == pk)
        .first()
    )
    entry = (await DrawEntry.select())[0]
    data = {"key": entry["key"], "why": "moved", "note": "迁往外省", "again": "true"}
    assert (await step(client, pk, "supplements", **data)).status_code == 303
    assert (await step(client, pk, "supplements", **data)).status_code == 409
    other = (await DrawEntry.select().order_by(DrawEntry.id))[1]
    assert other["place"] == 2
    for key, again in ((other["key"], "true"),):
        assert (await step(client, pk, "supplements", key=key, why="stopped", again=again)).status_code == 303
    last = (await DrawEntry.select().order_by(DrawEntry.id))[2]
    answer = await step(client, pk, "supplements", key=last["key"], why="ended", again="true")
    assert answer.status_code == 303
    p = await packing.whole(row)
    assert [one["added"] for one in p["supplements"]] == [other["key"], last["key"], ""]
    assert failing(verify(canonical(p))) is None
    assert await verify_all() == (1, [])


async def test_a_long_result_comes_page_by_page(client_for, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 1)
    pk = await locked(client_for, by="nothing", cap="0")
    client, public = await client_for("chief"), await client_for()
    whole = [row["name"] for row in await DrawEntry.select().order_by(DrawEntry.id)]
    for reader, place in ((client, f"/draws/{pk}"), (public, f"/public/draws/{(await the(pk))['code']}")):
        seen, at = [], place
        while at:
            page = (await reader.get(at)).text
            table = page[page.rindex("<tbody>") :]
            seen.append([name for name in whole if name in table])
            found = re.search(r'href="([^"]*[?]cursor=[^"]*)"', page)
            at = found[1] if found else ""
        assert seen == [[name] for name in whole], place


async def test_what_cannot_be_inspected_is_closed_from_its_row(client_for):
    client = await client_for("chief")
    pk = await locked(client_for, by="nothing")
    row = (await DrawEntry.select())[0]
    page = (await client.get(f"/draws/{pk}")).text
    assert f"/draws/{pk}/supplements" not in page, "nobody is chosen yet"
    href = html.unescape(re.search(r'href="(/draws/\d+[?]key=[^"#]*)#closing"', page)[1])
    form = form_on((await client.get(href)).text, f"/draws/{pk}/supplements")
    form["无法检查的原因"] = "moved"
    answer = await client.post(form.action, data=form.data)
    assert answer.status_code == 303, answer.text
    assert (await DrawEntry.select().where(DrawEntry.id == row["id"]).first())["closed"] == "moved"
    page = (await client.get(href)).text
    assert f"/draws/{pk}/supplements" not in page, "it is closed"
