"""Delivery: confirmed by signature or consent, noted by staff, seen by the bureau; links that expire and are told."""

import asyncio
import base64
import re
from datetime import timedelta
from uuid import uuid4

from tests.cast import ids
from tests.counting import statements
from tests.documents.scene import begun, content, issued, submitted, tamper
from tests.documents.test_signing import drawn, png
from tests.filling import form_on
from tests.inspections.ready import who
from webapp.accounts.tables import Membership
from webapp.audit.queries import history
from webapp.clock import local, now, today
from webapp.db import sql, transaction
from webapp.db.sql.paging import encode
from webapp.documents import kinds
from webapp.documents.lists.listing import unreceived
from webapp.documents.pages.linking import wrong_links
from webapp.documents.proof import signable
from webapp.documents.tables import Consent, Delivery, Document, DocumentLink
from webapp.documents.verbs import linking
from webapp.documents.verbs.delivering import deliveries_of
from webapp.documents.verbs.issuing import issue
from webapp.enterprises.tables import Enterprise
from webapp.jobs.tables import Job
from webapp.reminders.tables import Notice

IMAGE = "data:image/png;base64," + base64.b64encode(png()).decode()


async def test_the_enterprise_is_told_and_signs_for_it(client_for):
    row = await issued(kinds.ORDER)
    told = await Notice.select().where(Notice.key == f"document:{row['id']}")
    assert {one["person"] for one in told} == {ids()["owner"], ids()["mate"]}
    staff, owner = await client_for("inspector"), await client_for("owner")
    address = f"/documents/{row['id']}"
    assert "未送达" in (await staff.get("/documents?undelivered=true")).text
    assert "确认收到" in (await owner.get(address)).text
    unsigned = await owner.post(f"{address}/receipt", data={"name": "张三", "image": ""})
    assert unsigned.status_code == 422 and "签名" in unsigned.text and 'value="张三"' in unsigned.text
    broken = await owner.post(
        f"{address}/receipt", data={"name": "张三", "image": "data:image/png;base64,%%%"}
    )
    assert broken.status_code == 422
    assert (await owner.post(f"{address}/receipt", data={"name": "张三", "image": IMAGE})).status_code == 303
    assert (await owner.post(f"{address}/receipt", data={"name": "李四", "image": IMAGE})).status_code == 303
    [kept] = await Delivery.select()
    assert (kept["recipient"], kept["person"], kept["method"]) == ("张三", ids()["owner"], "direct")
    assert "张三" in (await staff.get(address)).text
    assert row["number"] not in (await staff.get("/documents?undelivered=true")).text
    assert (await staff.post(f"{address}/receipt", data={"name": "我"})).status_code == 403
    assert (await (await client_for("neighbour")).get(f"{address}/receipt")).status_code == 404


async def test_with_a_consent_on_file_issuing_delivers(client_for):
    visit = await submitted()
    owner = await client_for("owner")
    page = f"/documents/consent/{ids()['A']}"
    assert (await owner.post(page, data={"name": "张三"})).status_code == 422
    assert (await owner.post(page, data={"name": "张三", "agree": "true"})).status_code == 303
    assert (await owner.post(page, data={"name": "张三", "agree": "true"})).status_code == 303
    assert await Consent.count() == 1
    row = await issue(await who("inspector"), await begun(kinds.ORDER, visit))
    [kept] = await Delivery.select()
    assert (kept["method"], kept["recipient"]) == ("electronic", "张三")
    assert "电子送达" in (await (await client_for("inspector")).get(f"/documents/{row['id']}")).text
    done = await owner.post(f"/documents/{row['id']}/receipt", data={"name": "张三", "image": ""})
    assert done.status_code == 303
    assert (await owner.post(f"{page}/end")).status_code == 303
    await issued(kinds.RECORD, visit)
    assert await Delivery.count() == 2
    stranger = await client_for("stranger")
    assert (await stranger.post(page, data={"name": "张三", "agree": "true"})).status_code == 404
    assert "贵池石料" not in (await stranger.get("/documents/consent")).text


async def test_all_enterprises_of_a_person_are_listed_page_by_page(client_for):
    """Also beyond the first page, by as many statements as for one enterprise."""
    owner = await client_for("owner")
    await owner.post(f"/documents/consent/{ids()['A']}", data={"name": "张三", "agree": "true"})
    few = await statements(owner.get("/documents/consent"))
    model = (await sql("SELECT * FROM enterprise WHERE id = {}", ids()["A"]))[0]
    async with transaction():
        for number in range(60):
            fresh = {"name": f"分厂{number:02d}", "credit_code": None}
            values = {name: value for name, value in model.items() if name != "id"} | fresh
            made = await Enterprise.insert(Enterprise(**values))
            await Membership.insert(Membership(person=ids()["owner"], enterprise=made[0]["id"], since=now()))
    many = await statements(owner.get("/documents/consent"))
    assert len(many) == len(few)
    first = (await owner.get("/documents/consent")).text
    assert "已同意" in first and "分厂48" in first and "分厂49" not in first
    more = re.search(r"/documents/consent\?cursor=[\w-]+", first)[0]
    second = (await owner.get(more)).text
    assert all(f"分厂{number}" in second for number in range(49, 60)) and "分厂48" not in second
    for wrong in ("x", "bnVsbA", "%00", encode(-5), encode(2**70), encode("1")):
        assert (await owner.get(f"/documents/consent?cursor={wrong}")).status_code == 200
    last = made[0]["id"]
    refused = await owner.post(f"/documents/consent/{last}", data={"name": "张三"})
    assert refused.status_code == 422 and "分厂59" in refused.text


async def test_a_signed_receipt_delivers_what_it_names(client_for):
    visit = await submitted()
    order = await issued(kinds.ORDER, visit)
    receipt = await begun(kinds.DELIVERY, visit)
    staff = await client_for("inspector")
    body = drawn(signable(await content(receipt)), "recipient")
    assert (await staff.put(f"/documents/{receipt}/signatures/{uuid4()}", json=body)).status_code == 201
    assert await unreceived(await who("owner")) == 1
    await issue(await who("inspector"), receipt)
    [kept] = await Delivery.select()
    assert (kept["document"], kept["method"], kept["recipient"]) == (order["id"], "direct", "王五")
    assert "共 <strong>0</strong>" in (await staff.get("/documents?undelivered=true")).text
    assert await unreceived(await who("owner")) == 0


async def days_of(client, row):
    """The lines of the document's page that tell of its delivery."""
    page = (await client.get(f"/documents/{row['id']}")).text
    return page.split("已送达", 1)[1].split("</p>", 1)[0], page


async def test_a_confirmation_moves_no_date(client_for):
    visit, staff, owner = await submitted(), await client_for("inspector"), await client_for("owner")
    row = await issued(kinds.ORDER, visit)
    left = {"method": "left", "recipient": "贵池石料", "on": today().isoformat(), "note": "拒收，王主任见证"}
    assert (await staff.post(f"/documents/{row['id']}/delivery", data=left)).status_code == 303
    first = now() - timedelta(days=19)
    async with transaction():
        await Delivery.update({Delivery.delivered_at: first}).where(Delivery.document == row["id"])
    # Nobody moves it: not the desk, and not who signs for it later.
    again = await staff.post(f"/documents/{row['id']}/delivery", data=left | {"method": "direct"})
    assert again.status_code == 409 and f"{local(first):%Y-%m-%d}" in again.text
    assert "确认收到" in (await owner.get(f"/documents/{row['id']}")).text
    for _ in range(2):
        sent = await owner.post(f"/documents/{row['id']}/receipt", data={"name": "张三", "image": IMAGE})
        assert sent.status_code == 303
    assert await Delivery.count() == 2
    delivered, page = await days_of(staff, row)
    assert f"{local(first):%Y-%m-%d}" in delivered and "留置送达" in delivered and "张三" not in delivered
    assert "张三于" in page and "送达日期以第一次送达为准" in page
    kept = (await deliveries_of([row["id"]]))[row["id"]]
    assert (kept["method"], kept["delivered_at"]) == ("left", first)
    assert "确认收到</a>" not in (await owner.get(f"/documents/{row['id']}")).text
    actions = [event["action"] for event in await history("document", row["id"])]
    assert actions[-2:] == ["document.delivered", "document.confirmed"]


async def test_a_receipt_delivers_on_the_day_of_its_signature(client_for):
    visit, staff, user = await submitted(), await client_for("inspector"), await who("inspector")
    orders = [await issued(kind, visit) for kind in (kinds.ORDER, kinds.REPORT)]
    long_ago = now() - timedelta(days=9)
    async with transaction():
        await Document.update({Document.issued_at: long_ago}).where(Document.id == orders[0]["id"])
    receipt = await begun(kinds.DELIVERY, visit)
    at = (now() - timedelta(days=5)).replace(second=0, microsecond=0)
    body = drawn(signable(await content(receipt)), "recipient", at=at.isoformat())
    assert (await staff.put(f"/documents/{receipt}/signatures/{uuid4()}", json=body)).status_code == 201
    await issue(user, receipt)
    kept = await deliveries_of([one["id"] for one in orders])
    assert kept[orders[0]["id"]]["delivered_at"] == at
    # One that was issued after the signature, by a clock that was wrong, is not delivered before its issue.
    assert kept[orders[1]["id"]]["delivered_at"] == orders[1]["issued_at"]


async def test_staff_note_a_delivery_on_paper(client_for):
    row = await issued(kinds.ORDER)
    staff, address = await client_for("inspector"), f"/documents/{row['id']}/delivery"
    good = {
        "method": "left",
        "recipient": "贵池石料有限公司",
        "on": today().isoformat(),
        "note": "拒收，村委会王主任见证",
    }
    for wrong in (
        {"on": (today() + timedelta(days=1)).isoformat()}, {"on": "2020-01-01"}, {"note": ""}, {"recipient": ""},
        {"method": "electronic"},
    ):  # fmt: skip
        answer = await staff.post(address, data=good | wrong)
        assert answer.status_code == 422, wrong
    assert await Delivery.count() == 0
    assert (await staff.post(address, data=good)).status_code == 303
    page = (await staff.get(f"/documents/{row['id']}")).text
    assert "留置送达" in page and "王主任" in page
    assert local((await Delivery.select().first())["delivered_at"]).date() == today()
    assert (await (await client_for("outsider")).post(address, data=good)).status_code == 404


async def test_a_link_shows_one_document_until_it_ends(client_for):
    row = await issued(kinds.ORDER)
    owner, anybody = await client_for("owner"), await client_for("")
    made = await owner.post(
        f"/documents/{row['id']}/links", data={"days": "7", "note": "秘书处"}, follow_redirects=True
    )
    assert made.status_code == 200
    address = made.text.split("http://testserver")[1].split("<")[0].strip()
    page = await anybody.get(address)
    assert page.status_code == 200 and row["number"] in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "打开 1 次" in (await owner.get(f"/documents/{row['id']}/links")).text
    assert "document.link_opened" in [event["action"] for event in await history("document", row["id"])]
    link = await DocumentLink.select().first()
    assert address.rsplit("/", 1)[1] not in str(link)
    assert (await anybody.get(f"{address}/pictures/{'0' * 64}")).status_code == 404
    assert "秘书处" not in (await (await client_for("mate")).get(f"/documents/{row['id']}/links")).text
    revoke = f"/documents/{row['id']}/links/{link['id']}/revoke"
    assert (await (await client_for("neighbour")).post(revoke)).status_code == 404
    assert (await owner.post(revoke)).status_code == 303
    gone = await anybody.get(address)
    assert gone.status_code == 404 and "已撤回" in gone.text and row["number"] not in gone.text


async def test_a_link_expires_and_does_not_show_what_was_tampered_with(client_for):
    row = await issued(kinds.ORDER)
    token = await linking.make(await who("inspector"), row["id"], 1, "")
    anybody = await client_for("")
    assert (await anybody.get(f"/shared/{token}")).status_code == 200
    await tamper(row["id"], title="假的")
    assert "校验不通过" in (await anybody.get(f"/shared/{token}")).text
    async with transaction():
        await DocumentLink.update({DocumentLink.expires_at: now() - timedelta(seconds=1)}).where(
            DocumentLink.id > 0
        )
    assert (await anybody.get(f"/shared/{token}")).status_code == 404
    for wrong in (token[:-1], "x", "%00", "长" * 100, str(uuid4())):
        assert (await anybody.get(f"/shared/{wrong}")).status_code == 404
    for _ in range(wrong_links.most):
        await anybody.get("/shared/nothing")
    assert (await anybody.get("/shared/nothing")).status_code == 429


async def test_two_clicks_make_one_link_and_one_pack(client_for):
    row = await issued(kinds.ORDER)
    staff = await client_for("inspector")
    for page, action, table, button in (
        (f"/documents/{row['id']}/links", f"/documents/{row['id']}/links", DocumentLink, "生成链接"),
        ("/documents", "/documents/packs", Job, "把这些文书打包下载"),
    ):
        form = form_on((await staff.get(page)).text, action)
        data, before = form.press(button), await table.count()
        first, second = await asyncio.gather(staff.post(action, data=data), staff.post(action, data=data))
        assert await table.count() == before + 1
        assert first.status_code == second.status_code and first.status_code < 400
        assert first.text == second.text and first.headers.get("location") == second.headers.get("location")


async def test_only_issued_documents_are_forwarded_or_delivered(client_for):
    document = await begun()
    staff = await client_for("inspector")
    assert (await staff.post(f"/documents/{document}/links", data={"days": "7"})).status_code == 409
    note = {"method": "direct", "recipient": "张三", "on": today().isoformat()}
    assert (await staff.post(f"/documents/{document}/delivery", data=note)).status_code == 409
    assert (await (await client_for("owner")).get(f"/documents/{document}/receipt")).status_code == 404
