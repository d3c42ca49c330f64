"""Spreadsheets from people: what is read, and everything that is refused in words."""

import csv
import io
import re
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from webapp.errors import Invalid, TooLarge
from webapp.web.sheets import Column, open_sheet, read_rows, text_of
from webapp.web.sheets import scan as sheets_scan
from webapp.web.sheets import write as sheets_write
from webapp.web.sheets.write import Book, write_xlsx
from webapp.web.text import clean

COLUMNS = [Column("name", "名称", required=True), Column("count", "人数"), Column("note", "备注")]


def save(path, rows, title="数据"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path, **more):
    return list(read_rows(path, columns=COLUMNS, **more))


def sentence(path, **more):
    with pytest.raises((Invalid, TooLarge)) as error:
        read(path, **more)
    assert re.search("[一-龥]", error.value.sentence)
    return error.value.sentence


def rewrite(path, name, change):
    """Change one part of an XLSX in place."""
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)


def test_reads_texts_numbers_dates_and_leaves_out_empty_rows(tmp_path):
    from datetime import date

    path = save(
        tmp_path / "a.xlsx",
        [["名称*", "备注", "人数"], ["𠮷田厂😀", date(2026, 1, 2), 12.0], [], ["乙", None, " 3 "]],
    )
    assert read(path) == [
        (2, {"name": "𠮷田厂😀", "note": "2026-01-02", "count": "12"}),
        (4, {"name": "乙", "note": "", "count": "3"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_reads_csv_in_both_encodings(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["名称", "人数", "备注"], ["贵池石料", 5, "一\n二"]])
    assert read(path) == [(3, {"name": "贵池石料", "count": "5", "note": "一\n二"})]


def test_formulas_and_merged_cells_are_named(tmp_path):
    path = save(tmp_path / "f.xlsx", [["名称", "人数"], ["甲", "=1+1"]])
    assert "B2 是公式" in sentence(path)
    book = Workbook()
    book.active.append(["名称"])
    book.active.append(["甲"])
    book.active.merge_cells("A2:B3")
    book.save(tmp_path / "m.xlsx")
    assert "A2:B3" in sentence(tmp_path / "m.xlsx")


def test_formula_that_the_scan_cannot_see_is_still_refused(tmp_path):
    path = save(tmp_path / "f.xlsx", [["名称", "人数"], ["甲", "=1+1"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<f>", b"<!-- x --><f>"))
    assert "B2 是公式" in sentence(path)


def test_of_many_sheets_the_template_s_is_read(tmp_path):
    book = Workbook()
    for number in range(19):
        book.create_sheet(f"表{number}")
    book.save(tmp_path / "many.xlsx")
    assert "20 个工作表" in sentence(tmp_path / "many.xlsx", sheet="用人单位")
    book["表7"].title = "用人单位"
    for row in (["名称"], ["甲"]):
        book["用人单位"].append(row)
    book.save(tmp_path / "many.xlsx")
    assert read(tmp_path / "many.xlsx", sheet="用人单位") == [(2, {"name": "甲"})]


def test_headings_missing_unknown_and_doubled_are_listed(tmp_path):
    says = sentence(save(tmp_path / "h.xlsx", [["厂名", "人数", "人数"], ["甲", 1, 1]]))
    assert "缺少：名称" in says
    assert "不认识：厂名" in says
    assert "重复：人数" in says
    assert "缺少：名称" in sentence(save(tmp_path / "e.xlsx", []))


def test_too_many_rows_columns_and_bytes(tmp_path):
    path = save(tmp_path / "r.xlsx", [["名称"], *[[f"厂{n}"] for n in range(30)]])
    assert "最多 20 行" in sentence(path, max_rows=20)
    assert "0 MB" in sentence(path, max_bytes=1000)
    assert "100 列" in sentence(save(tmp_path / "c.xlsx", [["名称"], ["甲", *range(120)]]))
    (tmp_path / "x.csv").write_text("名称\n" + "," * 200)
    assert "100 列" in sentence(tmp_path / "x.csv")


def test_zip_bombs_are_refused_before_they_unpack(tmp_path, monkeypatch):
    path = save(tmp_path / "bomb.xlsx", [["名称"], ["甲"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as part:
        for _ in range(60):
            part.write(b" " * (1 << 20))
    assert "解压后过大" in sentence(path)
    monkeypatch.setattr(sheets_scan, "GUARD", replace(sheets_scan.GUARD, members=3))
    assert "解压后过大" in sentence(save(tmp_path / "parts.xlsx", [["名称"]]))


def test_entities_do_not_expand(tmp_path):
    path = save(tmp_path / "x.xlsx", [["名称"], ["甲"]])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + re.sub(rb"<\?xml[^>]*\?>", b"", xml))
    assert "损坏" in sentence(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"%PDF-1.7 ...", "不是 XLSX"),
        (b"\xff\xd8\xff\xe0 picture", "不是 XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧版"),
        (b"PK\x03\x04 cut short", "损坏"),
        (b"<html><table></table></html>", "不是 XLSX"),
        (b"\x81\x20\xff\xff", "编码"),
        (b"\x00\x01\x02", "不是 XLSX"),
    ],
)
def test_what_is_no_spreadsheet_is_told_by_content(tmp_path, content, says):
    (tmp_path / "x.xlsx").write_bytes(content)
    assert says in sentence(tmp_path / "x.xlsx")


def test_another_zip_a_macro_and_a_cut_sheet(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "不是 XLSX" in sentence(tmp_path / "z.xlsx")
    path = save(tmp_path / "m.xlsx", [["名称"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert "宏" in sentence(path)
    path = save(tmp_path / "cut.xlsx", [["名称"], ["甲"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    assert "损坏" in sentence(path)
    rewrite(
        path := save(tmp_path / "far.xlsx", [["名称"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="1"', b'r="99999999999"'),
    )
    assert "损坏" in sentence(path)


def test_counts_rows_across_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets_scan, "CHUNK", 37)
    path = save(tmp_path / "n.xlsx", [["名称"], *[[f"厂{n}"] for n in range(200)]])
    with open_sheet(path, COLUMNS) as sheet:
        assert sheet.total == 200


def test_written_texts_never_become_formulas(tmp_path):
    evil = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "正常"]
    write_xlsx(tmp_path / "w.xlsx", "数据", ["名称"], [[text] for text in evil], widths=[30])
    sheet = load_workbook(tmp_path / "w.xlsx")["数据"]
    assert sheet.freeze_panes == "A2"
    for row, text in enumerate(evil, start=2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.value) == ("s", clean(text))
        assert cell.quotePrefix == (text != "正常")
    assert [row["name"] for _, row in read(tmp_path / "w.xlsx")] == [clean(text) for text in evil]


def test_a_full_sheet_goes_on_in_another(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets_write, "MOST_ROWS", 2)
    path = tmp_path / "w.xlsx"
    write_xlsx(path, "数据", ["名称"], [[number] for number in range(5)], more=[("说明", ["列"], [["x"]])])
    book = load_workbook(path)
    assert {sheet.title: [row[0] for row in sheet.values] for sheet in book} == {
        "数据": ["名称", 0, 1],
        "数据 2": ["名称", 2, 3],
        "数据 3": ["名称", 4],
        "说明": ["列", "x"],
    }


@pytest.mark.parametrize("in_memory", [False, True])
@pytest.mark.parametrize("row", [["x", object()], None])
def test_a_book_that_is_not_finished_leaves_nothing(tmp_path, monkeypatch, in_memory, row):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    book = Book(io.BytesIO() if in_memory else tmp_path / "w.xlsx")
    book.begin("数据", ["名称"])
    book.append([["x"]])
    assert len(list(tmp_path.iterdir())) == 1
    with suppress(TypeError):
        book.append([row])
    book.close()
    book.close()
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("w") / "t.xlsx"
    write_xlsx(path, "数据", ["名称", "备注"], [["x", text] for text in texts])
    assert [row["note"] for _, row in read(path)] == [clean(text) for text in texts]


def test_values_as_text():
    assert [text_of(value) for value in (None, True, 3.0, 0.1, 12, " a ")] == [
        "",
        "是",
        "3",
        "0.1",
        "12",
        "a",
    ]
