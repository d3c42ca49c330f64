"""文书模板: upload, verdict, download, back to the built-in."""

import io
from uuid import UUID

import pytest
from docx import Document

from tests.cast import ids
from tests.documents.scene import begun, issued, row_of, submitted, tamper
from tests.documents.test_templates import changed, zipped
from webapp.accounts.tables import Bureau
from webapp.audit.tables import EventRow
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.proof import problems
from webapp.documents.rendering.as_docx import built_in
from webapp.documents.rendering.own import template_for
from webapp.documents.rendering.tables import DocumentTemplate, TemplateFile

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def bureau_of(client) -> int:
    page = await client.get("/documents/templates")
    assert page.status_code == 200
    return int(page.text.split('action="/documents/templates/')[1].split("/")[0])


def sent(data: bytes, name: str = "我局模板.docx") -> dict:
    return {"file": (name, data, TYPE)}


async def test_a_bureau_replaces_and_takes_back_its_template(client_for):
    client = await client_for("countyadmin")
    pk = await bureau_of(client)
    mine = changed(add="本局专用")
    answer = await client.post(f"/documents/templates/{pk}/order", files=sent(mine))
    assert answer.status_code in (302, 303)
    assert await template_for(pk, "order") == mine
    assert await template_for(pk, "advice") is None
    page = (await client.get(f"/documents/templates?bureau={pk}")).text
    assert "我局模板.docx" in page and "本机构模板" in page
    assert (await client.get(f"/documents/templates/{pk}/order/file")).content == mine
    again = changed(add="第二版")
    await client.post(f"/documents/templates/{pk}/order", files=sent(again))
    assert await template_for(pk, "order") == again
    assert await DocumentTemplate.count() == 1
    await client.post(f"/documents/templates/{pk}/order/removal")
    assert await template_for(pk, "order") is None
    assert (await client.post(f"/documents/templates/{pk}/order/removal")).status_code == 404
    told = (
        await EventRow.select(EventRow.action)
        .where(EventRow.thing == "document_template")
        .order_by(EventRow.id)
    )
    assert [one["action"] for one in told] == [
        "document_template.replaced", "document_template.replaced", "document_template.removed",
    ]  # fmt: skip


async def test_what_is_missing_or_unknown_is_listed_and_the_old_one_stays(client_for):
    client = await client_for("countyadmin")
    pk = await bureau_of(client)
    bad = changed(add="{{ 公章 }}", drop="{{ rights }}")
    answer = await client.post(f"/documents/templates/{pk}/order", files=sent(bad, "a.docx"))
    assert answer.status_code == 422
    for words in ("a.docx", "没有启用", "<code>公章</code>", "<code>rights</code>"):
        assert words in answer.text
    assert await template_for(pk, "order") is None


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", zipped({"word/vbaProject.bin": b"x"}), zipped({"word/media/x.png": bytes(21_000_000)})],
)
async def test_hostile_files_are_refused(client_for, data):
    client = await client_for("countyadmin")
    pk = await bureau_of(client)
    answer = await client.post(f"/documents/templates/{pk}/record", files=sent(data))
    assert answer.status_code == 422 and "没有启用" in answer.text
    assert await DocumentTemplate.count() == 0


async def test_no_file_and_no_such_kind(client_for):
    client = await client_for("countyadmin")
    pk = await bureau_of(client)
    assert (await client.post(f"/documents/templates/{pk}/order", data={"x": "1"})).status_code == 422
    assert (await client.post(f"/documents/templates/{pk}/letter", files=sent(b"x"))).status_code == 404
    assert (await client.get("/documents/templates/built-in/letter")).status_code == 404
    assert (await client.get(f"/documents/templates/{pk}/order/file")).status_code == 404


async def test_the_built_in_one_can_be_had(client_for):
    client = await client_for("countyadmin")
    answer = await client.get("/documents/templates/built-in/order")
    assert answer.content == built_in("order") and answer.headers["content-type"].startswith(TYPE)


async def test_another_bureau_does_not_exist(client_for):
    client = await client_for("countyadmin")
    mine = await bureau_of(client)
    reach = {mine}
    page = (await client.get("/documents/templates")).text
    reach |= {int(one.split('"')[0]) for one in page.split('<option value="')[1:]}
    others = [row["id"] for row in await Bureau.select(Bureau.id) if row["id"] not in reach]
    assert others and ids()
    for other in [others[0], 999999]:
        assert (await client.get(f"/documents/templates?bureau={other}")).status_code == 404
        assert (await client.get(f"/documents/templates/{other}/order/file")).status_code == 404
        answer = await client.post(f"/documents/templates/{other}/order", files=sent(built_in("order")))
        assert answer.status_code == 404
        assert (await client.post(f"/documents/templates/{other}/order/removal")).status_code == 404


async def test_inspectors_have_no_templates(client_for):
    client = await client_for("inspector")
    assert (await client.get("/documents/templates")).status_code in (403, 404)


async def test_an_issued_document_keeps_the_look_of_its_issue(client_for):
    client, inspector = await client_for("countyadmin"), await client_for("inspector")
    pk = await bureau_of(client)

    async def issued_with(add: str) -> str:
        if add:
            await client.post(f"/documents/templates/{pk}/report", files=sent(changed("report", add=add)))
        return f"/documents/{(await issued(kinds.REPORT, await submitted()))['id']}/docx"

    async def text(address: str) -> str:
        answer = await inspector.get(address)
        assert answer.status_code == 200
        return "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)

    builtin, first, second = [await issued_with(add) for add in ("", "第一版模板", "第二版模板")]
    await client.post(f"/documents/templates/{pk}/report/removal")
    assert "第一版模板" in await text(first) and "第二版模板" in await text(second)
    assert "版模板" not in await text(builtin)
    assert await TemplateFile.count() == 3
    draft = await begun(kinds.REPORT, await submitted())
    assert "版模板" not in await text(f"/documents/{draft}/docx")
    row = await row_of(UUID(first.split("/")[2]))
    assert await problems(row) == []
    async with transaction():
        await TemplateFile.update({TemplateFile.data: b"x"}).where(TemplateFile.sha256 == row["template"])
    assert "模板缺失或被改动" in "".join(await problems(row))
    await tamper(row["id"], template=None)
    assert "改动" in "".join(await problems(await row_of(row["id"])))
