"""导出未上传, coming in by /field/import: shown, imported once, whatever had arrived, and refused when it is no export."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import pytest

from tests import cast
from tests.field.exports import PHOTO, entry, example, imported, opening, packed, photo, upload
from tests.inspections.ready import complete
from tests.inspections.visits import JSON, open_visit, uuid7
from webapp.evidence.tables import Photo
from webapp.inspections.tables import Answer, Inspection
from webapp.settings import settings

ALONE = {"accept": "application/json"}


def visit_of(entries: list[dict]) -> str:
    return entries[0]["inspection"]


def a_visit() -> list[dict]:
    visit = str(uuid7())
    return [
        opening(visit, enterprise=cast.ids()["A"], second=cast.ids()["colleague"]),
        entry(visit, "PUT", "/answers/5.1", [["result", "met"], ["base", "0"]]),
        entry(visit, "PUT", "/answers/1.1", {"result": "mostly", "note": "台账不全", "base": 0}),
        entry(
            visit,
            "PUT",
            f"/findings/{uuid7()}",
            {"item": "1.1", "fact": "台账不全。", "requirement": "补齐。"},
        ),
        entry(visit, "PUT", "/slots/sign:注意防尘", {"result": "absent", "reason": ""}),
        entry(visit, "PUT", "/header", {"companion": "李四"}),
        photo(visit),
    ]


async def stored(visit: str) -> tuple[int, int]:
    answers = await Answer.count().where(Answer.inspection == visit)
    return answers, await Photo.count().where(Photo.owner_id == visit)


async def test_the_example_of_the_document_is_imported(client_for):
    client = await client_for("inspector")
    person, place = cast.ids()["inspector"], cast.ids()["A"]
    entries = [one | {"user": person} for one in example("entries")]
    entries[0]["fields"] |= {"enterprise": place}
    before, after = await imported(client, packed(entries, head=example("manifest") | {"user": person}))
    assert "贵池石料有限公司" in before and "答案 1 项" in before and "照片 1 张" in before
    assert "全部导入完成" in after and "新导入 3 条，原已送达 0 条" in after
    assert await stored(visit_of(entries)) == (1, 1)
    kept = await Photo.select(Photo.sha256).where(Photo.owner_id == visit_of(entries)).first()
    assert kept == {"sha256": hashlib.sha256(PHOTO).hexdigest()}


async def test_a_second_import_changes_nothing(client_for):
    client, entries = await client_for("inspector"), a_visit()
    _, after = await imported(client, packed(entries))
    assert f"新导入 {len(entries)} 条" in after
    before, again = await imported(client, packed(entries))
    assert f"其中 {len(entries)} 条已送达" in before and "都已送达" in before
    assert f"新导入 0 条，原已送达 {len(entries)} 条" in again
    assert await stored(visit_of(entries)) == (2, 1)


async def test_an_old_export_does_not_undo_what_came_later(client_for):
    client, entries = await client_for("inspector"), a_visit()
    visit = visit_of(entries)
    await imported(client, packed(entries))
    for rest, fields in (("/header", {"companion": "王五"}), ("/slots/sign:注意防尘", {"result": "na"})):
        later = await client.put(f"/inspections/{visit}{rest}", json=fields, headers=ALONE)
        assert later.status_code == 200, later.text
    await imported(client, packed(entries))
    row = await Inspection.select(Inspection.companion).where(Inspection.id == visit).first()
    assert row == {"companion": "王五"}


async def test_what_arrived_by_the_network_is_not_put_in_again(client_for):
    client, entries = await client_for("inspector"), a_visit()
    for one in entries[:3]:
        fields = dict(one["fields"]) if isinstance(one["fields"], list) else one["fields"]
        sent = await client.request(
            one["method"], one["url"], json=fields, headers=JSON | {"X-Entry": one["id"]}
        )
        assert sent.status_code in {200, 201}, sent.text
    _, after = await imported(client, packed(entries))
    assert "新导入 4 条，原已送达 3 条" in after


async def test_a_submission_gives_the_receipt(client_for, db):
    visit = str(await complete())
    client = await client_for("inspector")
    data = packed([entry(visit, "POST", "/submission", {"conclusion": "现场整洁。"})])
    before, after = await imported(client, data)
    assert "导入后提交" in before
    assert "已提交" in after and f"/inspections/{visit}/receipt" in after


async def test_a_photo_that_was_queued_again_goes_before_the_submission(client_for, db):
    visit = str(await complete())
    client = await client_for("inspector")
    again = photo(visit, "visit")
    named = [{"id": again["id"], "sha256": hashlib.sha256(PHOTO).hexdigest()}]
    closing = entry(visit, "POST", "/submission", {"conclusion": "现场整洁。", "photos": named})
    _, after = await imported(client, packed([closing, again]))
    assert "已提交" in after and f"/inspections/{visit}/receipt" in after


async def test_one_refused_entry_keeps_back_the_submission_only(client_for, db):
    visit = str(await complete())
    client = await client_for("inspector")
    entries = [
        entry(visit, "PUT", "/answers/99.9", {"result": "met"}),
        entry(visit, "PUT", "/answers/5.2", {"result": "met", "note": "补充"}),
        entry(visit, "POST", "/submission", {}),
    ]
    _, after = await imported(client, packed(entries))
    assert "检查表里没有第 99.9 项" in after and "暂不提交" in after and "新导入 1 条" in after
    row = await Inspection.select(Inspection.state).where(Inspection.id == visit).first()
    assert row == {"state": "draft"}


async def test_an_unknown_code_leaves_the_rest_in_the_file(client_for):
    client, visit = await client_for("inspector"), str(uuid7())
    entries = [opening(visit, qr="nobody"), entry(visit, "PUT", "/answers/5.1", {"result": "met"})]
    before, after = await imported(client, packed(entries))
    assert "未识别的单位" in before
    assert "没有找到这个二维码对应的单位" in after and "未导入 2 条" in after and "再导入一次" in after


async def test_somebody_elses_entries_are_refused(client_for):
    data = packed(a_visit())
    answer = await upload(await client_for("colleague"), data)
    assert answer.status_code == 403 and "只能由本人登录后导入" in answer.text
    entries = a_visit()
    entries[2]["user"] = cast.ids()["colleague"]
    answer = await upload(await client_for("inspector"), packed(entries))
    assert answer.status_code == 403 and "1 条别人的记录" in answer.text
    mine = await upload(await client_for("inspector"), packed(a_visit()))
    assert (await (await client_for("colleague")).get(mine.headers["location"])).status_code == 404
    assert [path.suffix for path in settings().imports.iterdir()] == [".unsent"]


async def test_another_persons_visit_stays_theirs(client_for):
    address = await open_visit(await client_for("outsider"), "C")
    visit = address.removeprefix("/inspections/")
    _, after = await imported(
        await client_for("inspector"), packed([entry(visit, "PUT", "/answers/5.1", {"result": "met"})])
    )
    assert "没有找到这次检查" in after and "东至" not in after


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(example("manifest")))
        archive.writestr("entries.json", b" " * (61 * 1024 * 1024))
    return buffer.getvalue()


def linked() -> bytes:
    buffer = io.BytesIO(packed([]))
    with zipfile.ZipFile(buffer, "a") as archive:
        info = zipfile.ZipInfo(f"photos/{uuid7()}.jpg")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def deep() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", "[" * 200_000)
        archive.writestr("entries.json", "[]")
    return buffer.getvalue()


def marked(local: int, central: int, value: int) -> bytes:
    """A good file with a number changed in every header: 6 and 8 the flags, 8 and 10 the way it is packed."""
    data = bytearray(packed(a_visit()))
    for signature, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        for found in re.finditer(re.escape(signature), bytes(data)):
            data[found.start() + offset] = value
    return bytes(data)


def damaged() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(example("manifest")))
        archive.writestr("entries.json", json.dumps(a_visit()))
    data = bytearray(buffer.getvalue())
    start = data.index(b"entries.json") + len(b"entries.json")
    data[start : start + 40] = b"\xff" * 40
    return bytes(data)


HOSTILE = {
    "damaged": damaged,
    "encrypted": lambda: marked(6, 8, 1),
    "packed in another way": lambda: marked(8, 10, 99),
    "no zip": lambda: b"not a zip at all",
    "cut off": lambda: packed(a_visit())[:-200],
    "a bomb": bomb,
    "a link": linked,
    "too deep": deep,
    "a path": lambda: packed([], **{"../../etc/cron.d/x": b"x"}),
    "a program": lambda: packed([], **{"photos/run.exe": b"MZ"}),
    "no list": lambda: packed({"entries": []}),
    "another head": lambda: packed([], head={"format": "xlsx"}),
    "another version": lambda: packed([], head=example("manifest") | {"version": 2}),
    "another address": lambda: packed([a_visit()[0] | {"url": "/people/1"}]),
    "another host": lambda: packed([a_visit()[0] | {"url": "//evil.example/inspections/" + str(uuid7())}]),
    "another visit": lambda: packed([a_visit()[0] | {"inspection": str(uuid7())}]),
    "a photo too few": lambda: packed([photo(str(uuid7()))], photos={}),
    "twice": lambda: packed([a_visit()[0]] * 2),
    "odd fields": lambda: packed([a_visit()[0] | {"fields": [["a"]]}]),
    "odd id": lambda: packed([a_visit()[0] | {"id": "a b\x00"}]),
}  # fmt: skip


@pytest.mark.parametrize("what", list(HOSTILE))
async def test_a_hostile_file_is_refused_in_words_and_not_kept(client_for, what):
    answer = await upload(await client_for("inspector"), HOSTILE[what]())
    assert answer.status_code in {413, 422}, answer.text
    assert 'class="alert error"' in answer.text
    assert not any(settings().imports.iterdir())


async def test_bytes_that_are_no_photo_are_refused_by_themselves(client_for):
    client, visit = await client_for("inspector"), str(uuid7())
    entries = [opening(visit, enterprise=cast.ids()["A"]), photo(visit, data=b"MZ no photo")]
    data = packed(entries, photos={entries[1]["file"]: b"MZ no photo"})
    _, after = await imported(client, data)
    assert "不是照片" in after and "新导入 1 条" in after
