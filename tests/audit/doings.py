"""People do everything that leaves a row that counts: a visit, its papers, reports, codes, lists, templates."""

from tests.accounts.test_pages import NEW
from tests.accounts.test_pages import issued as code_for
from tests.campaigns.scene import APPROVAL, press
from tests.campaigns.scene import begun as campaign_begun
from tests.cast import ids
from tests.conftest import ClientFor
from tests.documents.scene import begun, content, submitted
from tests.documents.test_delivery import IMAGE
from tests.documents.test_signing import drawn, png, put
from tests.documents.test_template_pages import sent
from tests.documents.test_templates import changed
from tests.draws.scene import locked, step
from tests.duties.scene import entered
from tests.field.test_day_lists import fields
from tests.filling import form_on
from tests.findings.reporting import reported
from tests.inspections.ready import CLOSING, draft_recheck, visit, who
from tests.inspections.test_marking import MARKS, photo_at
from webapp.campaigns.tables import CampaignObject, CampaignQuestion
from webapp.clock import today
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.proof import signable
from webapp.documents.verbs.sealing import put_seal
from webapp.draws.tables import DrawEntry
from webapp.enterprises.rules import Status
from webapp.enterprises.verbs import change_status, edit_enterprise
from webapp.findings.tables import Finding
from webapp.imports.headings import learn
from webapp.inspections.verbs.closing import void_and_copy
from webapp.inspections.verbs.submission import submit


async def everything(client_for: ClientFor) -> None:
    """Afterwards every table that counts has a row that does."""
    staff, owner = await client_for("inspector"), await client_for("owner")
    inspection = await _visits(client_for)
    await _papers(client_for, inspection)
    phone = await client_for()
    answer = await phone.post("/activate", data={"code": await code_for(staff), **NEW})
    assert answer.status_code == 303, answer.text
    await code_for(staff)
    for name in ("贵池石料有限责任公司", "贵池石料集团有限公司"):
        await edit_enterprise(await who("supervisor"), ids()["A"], {"name": name})
    async with transaction():
        await learn(ids()["county"], {"厂子叫啥": "name"}, "enterprises")
    desk = await client_for("supervisor")
    assert (await desk.post("/day-lists/new", data=fields())).status_code == 303
    await _draws(client_for)
    await _campaigns(client_for)
    await _duties(client_for)
    assert (await owner.get("/findings")).status_code == 200


async def _draws(client_for: ClientFor) -> None:
    city = await client_for("chief")
    standing = {"badge_until": "2099-12-31", "specialist": "true"}
    assert (await city.post(f"/draws/people/{ids()['chief']}", data=standing)).status_code == 303
    relation = {
        "person": ids()["outsider"],
        "enterprise": ids()["A"],
        "kind": "family",
        "since": "2026-01-01",
    }
    assert (await city.post("/draws/recusals", data=relation)).status_code == 303
    draw = await locked(client_for, by="nothing")
    entry = (await DrawEntry.select().where(DrawEntry.draw == draw))[0]
    answer = await step(city, draw, "supplements", key=entry["key"], why="moved", again="true")
    assert answer.status_code == 303, answer.text


async def _campaigns(client_for: ClientFor) -> None:
    """Every act: edited, waiting, approved, deployed, added, removed, ended, stopped. The visits of before count."""
    city = await client_for("chief")
    pk = await campaign_begun(city, kind="special", upper="", hazard="D001")
    form = form_on((await city.get(f"/campaigns/{pk}/edit")).text, f"/campaigns/{pk}/edit")
    assert (await city.post(form.action, data=form.data)).status_code == 303
    for step_, data in (("list", {}), ("deployment", {}), ("approval", APPROVAL), ("deployment", {})):
        assert (await press(city, pk, step_, **data)).status_code == 303
    addition = {"enterprise": str(ids()["B"]), "reason": "上级指定"}
    assert (await city.post(f"/campaigns/{pk}/additions", data=addition)).status_code == 303
    entry = await CampaignObject.select().where(CampaignObject.enterprise == ids()["B"]).first()
    url = f"/campaigns/{pk}/enterprises/{entry['id']}/removal"
    assert (await city.post(url, data={"reason": "搬迁"})).status_code == 303
    county, days = await client_for("supervisor"), {"starts_on": str(today()), "ends_on": str(today())}
    assert (await press(county, pk, "acceptance", contact="王敏", **days)).status_code == 303
    assert (await press(county, pk, "questions", text="个体作坊算不算？")).status_code == 303
    asked = await CampaignQuestion.select().first()
    assert (await press(city, pk, f"questions/{asked['id']}/answer", text="算。")).status_code == 303
    assert (await press(city, pk, "ending")).status_code == 303
    other = await campaign_begun(city)
    assert (await press(city, other, "stopping", reason="与上级行动重复")).status_code == 303


async def _duties(client_for: ClientFor) -> None:
    """A record, and a stop that the database notes by itself."""
    assert (await entered(await client_for("owner"), today())).status_code == 303
    for status in (Status.STOPPED, Status.RUNNING):
        await change_status(await who("supervisor"), ids()["A"], status)


async def _visits(client_for: ClientFor) -> object:
    staff = await client_for("inspector")
    inspection, other = await submitted(), await submitted()
    url, _ = await photo_at(inspection)
    assert (await staff.post(f"{url}/marking", data=MARKS)).status_code == 303
    body = {"text": "陪同人员职务应为厂长。", "reason": "笔误"}
    assert (await staff.post(f"/inspections/{inspection}/supplements", data=body)).status_code == 303
    number = (await Finding.select(Finding.id).where(Finding.inspection == inspection).first())["id"]
    url = await reported(client_for, number)
    data = {"report": url.rsplit("/", 1)[1], "text": "看过了。"}
    assert (await staff.post(f"/findings/{number}/return", data=data)).status_code == 303
    await void_and_copy(await who("supervisor"), other, "日期写错")
    again = await visit(kind="recheck", **CLOSING)
    await draft_recheck(again, number, "not", "没有动")
    await submit(await who("inspector"), again)
    return inspection


async def _papers(client_for: ClientFor, inspection: object) -> None:
    staff, owner = await client_for("inspector"), await client_for("owner")
    admin = await client_for("countyadmin")
    county = ids()["county"]
    await put_seal(await who("countyadmin"), county, png("#cc0000"), inspectors=True)
    answer = await admin.post(f"/documents/templates/{county}/order", files=sent(changed(add="本局专用")))
    assert answer.status_code in (302, 303), answer.text
    style = {"kind": "order", "title": "责令改正通知书", "pattern": "{简称}卫{类别}令〔{年}〕{序号}号"}
    style |= {"category": "职", "nature": "改", "digits": "3"}
    assert (await admin.post(f"/bureaus/{county}/documents", data=style)).status_code == 303
    order = await begun(kinds.ORDER, inspection)  # type: ignore[arg-type]
    body = drawn(signable(await content(order)), "companion")
    assert (await put(staff, order, body)).status_code == 201
    answer = await staff.post(f"/documents/{order}/issue", data={"seal": "true"})
    assert answer.status_code == 303, answer.text
    agreed = {"name": "张三", "agree": "true"}
    assert (await owner.post(f"/documents/consent/{ids()['A']}", data=agreed)).status_code == 303
    signed = {"name": "张三", "image": IMAGE}
    assert (await owner.post(f"/documents/{order}/receipt", data=signed)).status_code == 303
    made = await owner.post(f"/documents/{order}/links", data={"days": "7", "note": "秘书处"})
    assert made.status_code in (200, 303), made.text
