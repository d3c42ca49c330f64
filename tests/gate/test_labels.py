"""Labels: chosen by filter or by name within reach, printed by page and PDF, no larger than the paper."""

import struct

import pytest

from tests.cast import SHORT, TOKENS, ids
from tests.documents import sight
from tests.documents.test_long_runs import words
from webapp.db import transaction
from webapp.enterprises.rules.short_codes import show_short_code
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.gate import batches
from webapp.gate import labels as sheets
from webapp.gate.labels import Label, Sheet, sheet_of
from webapp.jobs.runner import run_next

LONG = Label("超长名称" * 50, "工作场所" * 20, "K7QM-4R2P", "池州经济技术开发区卫生健康局", "tokenAAAAAAAA")
ODD = Label('𠮷野家 #let x = $1 *b* [c] \\ "', "", "K7QM-4R2P", "", "tokenBBBBBBBB")


async def test_chosen_by_filter_within_reach(client_for):
    supervisor = await client_for("supervisor")
    answer = await supervisor.get("/labels")
    assert answer.status_code == 200
    assert "贵池石料有限公司" in answer.text
    assert show_short_code(SHORT["A"]) in answer.text
    assert "东至建材" not in answer.text
    for query, found in (
        ("q=gcsl", "贵池石料"),
        ("q=贵池化工", "贵池化工"),
        ("area=341702001", "贵池化工"),
        (f"bureau={ids()['county']}", "贵池石料"),
    ):
        assert found in (await supervisor.get(f"/labels?{query}")).text
    assert "没有可打印的标签" in (await supervisor.get("/labels?q=zzz")).text
    assert "没有可打印的标签" in (await supervisor.get("/labels?q=%25_%25zz")).text
    chief = await client_for("chief")
    assert "东至建材" in (await chief.get("/labels")).text
    answer = await chief.get(f"/labels?bureau={ids()['other']}")
    assert "东至建材" in answer.text
    assert "贵池石料" not in answer.text


async def test_wrong_filters_are_refused_in_words(client_for):
    client = await client_for("supervisor")
    for query in ("area=999999", "bureau=0", "sheet=huge", "q=" + "长" * 101):
        assert (await client.get(f"/labels?{query}")).status_code == 422
        assert (await client.get(f"/labels/pdf?{query}")).status_code == 422
    for query in (
        "enterprise=99999999999999999999",
        "enterprise=abc",
        f"enterprise={ids()['C']}&enterprise=x",
    ):
        assert (await client.get(f"/labels?{query}")).status_code == 200


async def test_page_and_pdf_of_named_ones(client_for):
    client = await client_for("supervisor")
    query = f"enterprise={ids()['A']}&enterprise={ids()['C']}"
    answer = await client.get(f"/labels/sheet?{query}")
    assert answer.text.count('class="label"') == 1
    assert "职业卫生监督 扫码" in answer.text
    assert "贵池区卫生健康委员会" in answer.text
    for sheet in Sheet:
        answer = await client.get(f"/labels/pdf?{query}&sheet={sheet.value}")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert (await client.get(f"/labels/sheet?{query}&sheet={sheet.value}")).status_code == 200
    assert (await client.get(f"/labels/pdf?enterprise={ids()['C']}")).status_code == 422


async def test_inspectors_print_single_ones_and_others_none(client_for):
    inspector = await client_for("inspector")
    assert (await inspector.get("/labels")).status_code == 403
    for path in ("/labels", "/labels/pdf", "/labels/sheet"):
        assert (await inspector.get(f"{path}?enterprise={ids()['A']}")).status_code == 200
    assert "贵池" not in (await (await client_for("outsider")).get(f"/labels?enterprise={ids()['A']}")).text
    for who in ("assistant", "owner"):
        assert (await (await client_for(who)).get("/labels")).status_code == 403


async def test_missing_codes_are_made_on_demand(client_for):
    async with transaction():
        await QrCode.delete().where(QrCode.enterprise == ids()["A"])
    client = await client_for("supervisor")
    assert "1 家单位还没有二维码" in (await client.get("/labels")).text
    assert (await client.post("/labels/codes", data={"sheet": "small"})).status_code == 303
    assert "还没有二维码" not in (await client.get("/labels")).text


async def test_too_many_at_once_are_refused(client_for, monkeypatch):
    monkeypatch.setattr("webapp.gate.pages.labels.AT_ONCE", 1)
    client = await client_for("supervisor")
    answer = await client.get("/labels/pdf")
    assert answer.status_code == 422
    assert "一次最多打印 1 个标签，现在选了 2 个" in answer.text


async def test_the_deregistered_get_none_unless_named(client_for):
    async with transaction():
        await Enterprise.update({Enterprise.status: "deregistered"}).where(Enterprise.id == ids()["A"])
    client = await client_for("supervisor")
    assert "贵池石料" not in (await client.get("/labels")).text
    assert "贵池石料" in (await client.get(f"/labels?enterprise={ids()['A']}")).text


@pytest.mark.parametrize(("sheet", "per_page"), [(Sheet.SMALL, 24), (Sheet.MEDIUM, 8), (Sheet.LARGE, 1)])
def test_a_sheet_holds_what_it_should_however_long_the_names(sheet, per_page):
    pages = sheet_of([LONG, ODD] * per_page, sheet, "png")
    assert len(pages) == 2
    width, height = struct.unpack(">II", pages[0][16:24])
    assert abs(width / height - 210 / 297) < 0.01


def test_what_no_font_draws_is_printed_as_its_code(tmp_path):
    odd = Label("\U0010ffff记👷\uf0fc石料", "\u0378车间", "K7QM-4R2P", "卫健\ufdd0局", "tokenBBBBBBBB")
    path = tmp_path / "labels.pdf"
    for sheet in Sheet:
        path.write_bytes(sheet_of([odd], sheet)[0])
        text = "".join("".join(sight.text(path)).split())
        assert (
            "〔U+10FFFF〕记" in text
            and "✓石料" in text
            and "〔U+0378〕车间" in text
            and "〔U+FDD0〕局" in text
        )


@pytest.mark.parametrize("run", ["W" * 60, "." * 100, ",".join(["12.0"] * 22), "…" * 100, "9" * 100])
def test_a_run_without_a_break_stays_on_its_label(tmp_path, run):
    path = tmp_path / "labels.pdf"
    for sheet, per_row, edge in ((Sheet.SMALL, 3, 70), (Sheet.MEDIUM, 2, 105), (Sheet.LARGE, 1, 148)):
        path.write_bytes(sheet_of([Label(run, "", "K7QM-4R2P", run, "tokenBBBBBBBB")] * per_row, sheet)[0])
        found = words(path)
        for left, right, _, _ in found:
            assert int(left / 72 * 25.4 // edge) == int((right - 0.5) / 72 * 25.4 // edge)
        title = run if len(run) <= 110 else run[:109] + "…"
        assert sum(text.count(run[0]) for *_, text in found) >= per_row * title.count(run[0])


def test_without_a_chinese_font_there_are_words_and_no_boxes(monkeypatch):
    monkeypatch.setattr(sheets, "FAMILIES", ("No Such Font",))
    sheets.fonts.cache_clear()
    try:
        assert not sheets.has_font()
        with pytest.raises(sheets.Invalid, match="没有中文字体"):
            sheet_of([ODD], Sheet.SMALL)
    finally:
        sheets.fonts.cache_clear()


async def test_the_page_says_when_there_is_no_font(client_for, monkeypatch):
    monkeypatch.setattr("webapp.gate.pages.labels.has_font", lambda: False)
    answer = await (await client_for("supervisor")).get("/labels")
    assert "没有中文字体" in answer.text
    assert "下载 PDF" not in answer.text
    assert TOKENS["A"] not in answer.text


async def test_many_labels_are_a_job_in_parts_that_only_its_owner_sees(client_for, monkeypatch):
    monkeypatch.setattr("webapp.gate.pages.labels.AT_ONCE", 1)
    monkeypatch.setitem(batches.PART, Sheet.SMALL, 1)
    client = await client_for("supervisor")
    assert "生成 2 个标签" in (await client.get("/labels")).text
    answer = await client.post("/labels/batches", data={"sheet": "small"})
    assert answer.status_code == 303
    job = answer.headers["location"].removeprefix("/jobs/")
    assert await run_next()
    page = await client.get(f"/labels/batches/{job}")
    assert "第 2 册" in page.text
    for part in (1, 2):
        assert (await client.get(f"/labels/batches/{job}/{part}")).content.startswith(b"%PDF-")
    for missing in (
        f"/labels/batches/{job}/3",
        f"/labels/batches/{job}/0",
        "/labels/batches/99",
        "/labels/batches/9999999999999",
    ):
        assert (await client.get(missing)).status_code == 404
    assert (await (await client_for("chief")).get(f"/labels/batches/{job}/1")).status_code == 404
    assert (await (await client_for("inspector")).post("/labels/batches", data={})).status_code == 403


async def test_an_empty_batch_is_refused(client_for):
    answer = await (await client_for("supervisor")).post("/labels/batches", data={"q": "zzz"})
    assert answer.status_code == 422


async def test_htmx_gets_the_preview_alone(client_for):
    client = await client_for("supervisor", **{"hx-request": "true", "hx-request-type": "partial"})
    answer = await client.get("/labels?q=gcsl")
    assert answer.status_code == 200
    assert "共 <strong>1</strong> 个标签" in answer.text
    assert "<html" not in answer.text


async def test_a_batch_is_not_given_to_who_does_not_reach_what_it_shows(client_for, monkeypatch):
    """An enterprise of the batch goes to another bureau after it was made; the part without it stays."""
    monkeypatch.setitem(batches.PART, Sheet.SMALL, 1)
    client = await client_for("supervisor")
    job = (await client.post("/labels/batches", data={"sheet": "small"})).headers["location"].rsplit("/")[-1]
    assert await run_next()
    async with transaction():
        await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])
    answers = {part: await client.get(f"/labels/batches/{job}/{part}") for part in (1, 2)}
    gone, kept = sorted(answers.values(), key=lambda answer: -answer.status_code)
    assert gone.status_code == 404
    assert "请重新生成" in gone.text
    assert kept.content.startswith(b"%PDF-")
