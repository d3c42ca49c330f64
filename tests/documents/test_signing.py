"""Signatures under the hash of what was shown, void after a change; refusals; the seal of restricted use."""

import base64
import io
import re
from html import unescape
from uuid import uuid4

import pytest
from PIL import Image

from tests.cast import ids
from tests.documents.scene import begun, content, row_of, set_bureau, submitted, tamper
from tests.evidence.pictures import encoded
from tests.inspections.ready import who
from webapp.audit.queries import history
from webapp.db import sql, transaction
from webapp.documents import kinds
from webapp.documents.proof import loaded, problems, signable, verify_all
from webapp.documents.tables import Signature
from webapp.documents.verbs import drafting, issuing
from webapp.documents.verbs.sealing import put_seal, usable
from webapp.errors import Forbidden

JSON = {"accept": "application/json"}


def png(colour: str = "#111111") -> bytes:
    image = Image.new("RGBA", (120, 60), (0, 0, 0, 0))
    image.paste(colour, (10, 20, 110, 30))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def drawn(hash_: str, role: str = "companion", name: str = "王五", **more: str) -> dict[str, str]:
    return {
        "role": role, "name": name, "image": "data:image/png;base64," + base64.b64encode(png()).decode(),
        "signed_sha256": hash_, "at": "2026-03-05T10:30:00+08:00", **more,
    }  # fmt: skip


async def put(client, document, body, signature=None):
    return await client.put(
        f"/documents/{document}/signatures/{signature or uuid4()}", json=body, headers=JSON
    )


async def test_the_hash_is_that_of_the_text_on_the_page(client_for):
    import hashlib

    document = await begun()
    page = (await (await client_for("inspector")).get(f"/documents/{document}/sign")).text
    shown = unescape(re.search(r'<textarea id="canonical"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])
    assert hashlib.sha256(shown.encode()).hexdigest() == signable(await content(document))


async def test_signatures_stand_in_the_issued_document(client_for):
    document = await begun()
    inspector = await client_for("inspector")
    hash_ = signable(await content(document))
    once = uuid4()
    first = await put(inspector, document, drawn(hash_), once)
    assert (first.status_code, first.json()["counts"]) == (201, True)
    assert (await put(inspector, document, drawn(hash_), once)).status_code == 200
    for name in ("inspector同志", "colleague同志"):
        assert (await put(inspector, document, drawn(hash_, "inspector", name))).status_code == 201
    row = await issuing.issue(await who("inspector"), document)
    made = loaded(row["content"])
    assert [one["role"] for one in made["signatures"]] == ["companion", "inspector", "inspector"]
    assert made["signatures"][0]["at"] == "2026-03-05 10:30"
    assert await problems(row) == []
    image = made["signatures"][0]["image"]
    for name, status in (("owner", 200), ("neighbour", 404), ("inspector", 200)):
        answer = await (await client_for(name)).get(f"/documents/{document}/pictures/{image}")
        assert answer.status_code == status, name
    assert (await inspector.get(f"/documents/{document}/pictures/{'0' * 64}")).status_code == 404
    assert (await put(inspector, document, drawn(hash_))).status_code == 409
    async with transaction():
        await sql("UPDATE picture SET data = {} WHERE sha256 = {}", png("#222222"), image)
    assert "图像" in "".join((await verify_all())[1])


async def test_a_changed_record_voids_the_signature_and_says_so(client_for):
    document = await begun()
    inspector = await client_for("inspector")
    old = signable(await content(document))
    assert (await put(inspector, document, drawn(old))).json()["counts"] is True
    await drafting.save(await who("inspector"), document, 1, {"facts": ["另一个事实"]})
    page = (await inspector.get(f"/documents/{document}")).text
    assert "王五的签名" in page and "已失效" in page
    late = await put(inspector, document, drawn(old, name="赵六"))  # the phone was offline
    assert late.status_code == 201 and late.json()["counts"] is False and "无效" in late.json()["sentence"]
    row = await issuing.issue(await who("inspector"), document)
    assert loaded(row["content"])["signatures"] == []
    assert await Signature.count() == 2


async def test_a_late_void_signature_hides_none_that_counts(client_for):
    document = await begun()
    inspector, user = await client_for("inspector"), await who("inspector")
    old = signable(await content(document))
    await drafting.save(user, document, 1, {"facts": ["另一个事实"]})
    now_ = signable(await content(document))
    await put(inspector, document, drawn(now_, at="2026-03-05T11:00:00+08:00"))
    await put(inspector, document, drawn(old, at="2026-03-05T12:00:00+08:00"))  # older text, later clock
    await put(inspector, document, drawn(now_, at="2026-03-05T10:00:00+08:00"))  # the same text, comes late
    page = (await inspector.get(f"/documents/{document}")).text
    assert "已失效" not in page
    assert "已签名" in (await inspector.get(f"/documents/{document}/sign")).text
    row = await issuing.issue(user, document)
    assert [one["at"] for one in loaded(row["content"])["signatures"]] == ["2026-03-05 11:00"]


@pytest.mark.parametrize(("action", "said"), [("refresh", "按记录重新生成"), ("discard", "删除草稿")])
async def test_whose_signatures_will_not_count_is_asked_first(client_for, action, said):
    document = await begun()
    inspector, user = await client_for("inspector"), await who("inspector")
    await drafting.save(user, document, 1, {"facts": ["另一个事实"]})
    hash_ = signable(await content(document))
    await put(inspector, document, drawn(hash_))
    before = (await row_of(document))["revision"]
    assert "王五已经签名" in (await inspector.get(f"/documents/{document}/edit")).text
    address = f"/documents/{document}/{action}"
    asked = await inspector.post(address)
    assert asked.status_code == 409 and "王五已在这份草稿上签名" in asked.text and f"仍然{said}" in asked.text
    assert 'name="signatures" value="1"' in asked.text
    # Somebody signs meanwhile: it is asked again, with that name.
    await put(inspector, document, drawn(hash_, "inspector", "colleague同志"))
    again = await inspector.post(address, data={"signatures": "1"})
    assert again.status_code == 409 and "王五、colleague同志" in again.text
    row = await row_of(document)
    assert (row["state"], row["revision"]) == ("draft", before)
    assert (await inspector.post(address, data={"signatures": "2"})).status_code == 303
    row = await row_of(document)
    assert row["state"] == "discarded" or row["revision"] == before + 1


async def test_writing_anew_what_stays_the_same_asks_nobody(client_for):
    document = await begun()
    inspector = await client_for("inspector")
    await put(inspector, document, drawn(signable(await content(document))))
    assert (await inspector.post(f"/documents/{document}/refresh")).status_code == 303
    assert "已失效" not in (await inspector.get(f"/documents/{document}")).text


async def test_two_inspectors_of_one_name_are_told_apart_by_their_badge(client_for):
    visit = await submitted()
    async with transaction():
        await sql("UPDATE person SET name = {} WHERE badge IN ('皖R0101', '皖R0102')", "张伟")
    document = await begun(visit=visit)
    inspector = await client_for("inspector")
    hash_ = signable(await content(document))
    for badge, colour in (("皖R0101", "#111111"), ("皖R0102", "#222222"), ("皖R0101", "#333333")):
        image = "data:image/png;base64," + base64.b64encode(png(colour)).decode()
        body = drawn(hash_, "inspector", "张伟", badge=badge, image=image)
        assert (await put(inspector, document, body)).json()["counts"] is True
    wrong = drawn(hash_, "inspector", "张伟", badge="皖R0199")
    assert (await put(inspector, document, wrong)).status_code == 422
    page = (await inspector.get(f"/documents/{document}/sign")).text
    assert page.count("已签名") == 2 and 'data-badge="皖R0102"' in page
    row = await issuing.issue(await who("inspector"), document)
    signed = loaded(row["content"])["signatures"]
    assert [one["name"] for one in signed] == ["张伟", "张伟"]
    assert len({one["image"] for one in signed}) == 2
    assert len({one["person"] for one in await Signature.select()}) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"name": "长" * 61}, {"role": "king"}, {"image": ""}, {"image": "data:image/png;base64,eHg="},
        {"image": "data:image/svg+xml;base64,eHg="}, {"signed_sha256": "x"}, {"at": "2026-03-05T10:30:00"}, {"at": "nie"},
        {"role": "inspector", "name": "张三"}, {"name": None}, {"image": 5},
    ],
)  # fmt: skip
async def test_what_cannot_be_a_signature_is_refused(client_for, change):
    document = await begun()
    inspector = await client_for("inspector")
    answer = await put(inspector, document, drawn(signable(await content(document))) | change)
    assert answer.status_code == 422 and answer.json()["error"]
    assert await Signature.count() == 0


async def test_a_refusal_needs_its_reason_and_a_witness_or_a_photo(client_for):
    document = await begun()
    inspector = await client_for("inspector")
    address, told = (
        f"/documents/{document}/refusals",
        {"role": "companion", "name": "王五", "reason": "不认可"},
    )
    for fields in (told, told | {"reason": "", "witness": "赵六"}):
        answer = await inspector.post(address, data=fields)
        assert answer.status_code == 422 and 'value="王五"' in answer.text
    photo = {"photo": ("a.jpg", encoded("JPEG", "Portrait_3", 160), "image/jpeg")}
    assert (await inspector.post(address, data=told, files=photo)).status_code == 303
    shown = (await Signature.select(Signature.photo).first())["photo"]
    assert f"/refusals/{shown}" in (await inspector.get(f"/documents/{document}")).text
    for name, status in (("inspector", 200), ("outsider", 404), ("owner", 403)):
        seen = await (await client_for(name)).get(f"/documents/{document}/refusals/{shown}")
        assert seen.status_code == status, name
    assert (await inspector.post(address, data=told | {"name": "李四", "witness": "赵六"})).status_code == 303
    row = await issuing.issue(await who("inspector"), document)
    first, second = loaded(row["content"])["signatures"]
    assert (first["refused"], first["image"], first["witness"]) == ("不认可", None, "")
    assert second["witness"] == "赵六"
    assert "不认可" in (await (await client_for("owner")).get(f"/documents/{document}")).text


async def test_the_seal_is_of_restricted_use_and_each_use_is_told(client_for):
    admin, county = await who("countyadmin"), ids()["county"]
    await put_seal(admin, county, png(), inspectors=False)
    for name, may in (
        ("supervisor", True),
        ("inspector", False),
        ("assistant", False),
        ("outsupervisor", False),
    ):
        assert bool(await usable(await who(name), county)) is may, name
    visit = await submitted()
    document = await begun(kinds.ORDER, visit)
    with pytest.raises(Forbidden):
        await issuing.issue(await who("inspector"), document, seal=True)
    assert (await row_of(document))["state"] == "draft"
    await put_seal(admin, county, None, inspectors=True)
    inspector = await client_for("inspector")
    assert "加盖贵池区卫生健康委员会印章" in (await inspector.get(f"/documents/{document}")).text
    assert (await inspector.post(f"/documents/{document}/issue", data={"seal": "true"})).status_code == 303
    row = await row_of(document)
    assert row["seal"] and await problems(row) == []
    assert "document.sealed" in [event["action"] for event in await history("document", document)]
    assert f"/pictures/{row['seal']}" in (await inspector.get(f"/documents/{document}/paper")).text
    await tamper(document, seal=None)
    assert "改动" in "".join(await problems(await row_of(document)))


async def test_the_seals_page(client_for):
    admin, address = await client_for("countyadmin"), f"/bureaus/{ids()['county']}/seal"
    assert (await admin.post(address, data={"inspectors": "true"})).status_code == 422
    broken = await admin.post(address, files={"image": ("a.png", b"no picture", "image/png")})
    assert broken.status_code == 422 and "PNG" in broken.text
    assert (await admin.post(address, files={"image": ("a.png", png(), "image/png")})).status_code == 303
    assert (await admin.get(f"{address}/picture")).content == png()
    assert (await (await client_for("inspector")).get(f"{address}/picture")).status_code == 403
    assert (await admin.get(f"/bureaus/{ids()['other']}/seal/picture")).status_code == 404
    assert (await admin.post(f"{address}/end")).status_code == 303
    assert (await admin.get(f"{address}/picture")).status_code == 404


async def test_a_body_may_use_the_seal_of_its_authority(db):
    await put_seal(await who("admin"), ids()["city"], png(), inspectors=True)
    assert await usable(await who("inspector"), ids()["city"]) is None
    await set_bureau(authority=ids()["city"])
    assert await usable(await who("inspector"), ids()["city"])
