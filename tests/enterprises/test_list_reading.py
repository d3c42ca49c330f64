"""Lists as bureaus have them: what is read as an entry, under which column, and what no cell may become."""

import io
import string
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from webapp.enterprises.imports.columns import COLUMNS
from webapp.enterprises.imports.words import SYNONYMS
from webapp.errors import Invalid
from webapp.web.lists import open_list
from webapp.web.lists.cells import Spoiled, understood
from webapp.web.lists.head import plain

FILES = Path(__file__).parent / "lists"
HEAD = ["单位名称", "统一社会信用代码", "所在地", "联系电话", "劳动者人数"]
BODY = [
    ["甲厂", "91341702MA00556446", "殷汇镇", "13800138000", "120"],
    ["乙厂", "91341702MA00556459", "殷汇镇", "", "3"],
]

pytestmark = pytest.mark.only_on("sqlite")


def saved(path, rows, change=lambda sheet: None, book=None):
    book = book or Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(path)
    return path


def read(path, learned=()):
    """(rows, what is said of the file)."""
    with open_list(path, COLUMNS, learned=dict(learned)) as found:
        rows = [row for _, row in found.rows()] if found.clear else None
        return rows, found.described()


@pytest.mark.parametrize("path", sorted(FILES.glob("*.xlsx")), ids=lambda path: path.stem[:2])
def test_every_list_that_a_bureau_sent_is_read(path):
    rows, told = read(path)
    assert rows
    for row in rows:
        assert row["name"].startswith("贵池区测试")
        assert row["area"]
        assert row["hazards"] == "矽尘:12;噪声"
    assert told["unused"] == (["序号"] if path.stem.startswith("03") else [])
    if path.stem.startswith("26"):
        assert told["sheets"] == ["殷汇镇", "牛头山镇", "涓桥镇"]
        assert len(rows) == 6


@pytest.mark.parametrize("titles", range(5))
@pytest.mark.parametrize("kind", ["xlsx", "utf-8-sig", "gb18030"])
def test_the_head_is_found_below_titles_in_every_kind_of_file(tmp_path, titles, kind):
    above = [["2026年贵池区职业病危害摸底表"], ["填报单位：", "贵池区卫健委"], [], ["单位：人"], ["（三）"]][
        :titles
    ]
    rows = [*above, ["序号", *HEAD, "备注"], *([n, *row, "无"] for n, row in enumerate(BODY, 1))]
    path = tmp_path / "a"
    if kind == "xlsx":
        saved(path, rows)
    else:
        path.write_text("\r\n".join(",".join(map(str, row)) for row in rows), encoding=kind, newline="")
    found, told = read(path)
    assert [row["name"] for row in found] == ["甲厂", "乙厂"]
    assert found[0]["workers"] == "120"
    assert told["unused"] == ["序号", "备注"]


@pytest.mark.parametrize(
    ("key", "heading"), [(key, word) for key, words in SYNONYMS.items() for word in words]
)
def test_every_synonym_is_one_of_one_column(tmp_path, key, heading):
    others = [
        word
        for word, of in zip(HEAD, ("name", "credit_code", "area", "phone", "workers"), strict=True)
        if of != key
    ]
    path = tmp_path / "a.csv"
    path.write_text(
        ",".join([f" {heading}（必填）*", *others]) + "\n" + ",".join(["x", *("y" * len(others))])
    )
    found, told = read(path)
    assert found is not None, told
    assert found[0][key] == "x"
    assert told["unused"] == []


def test_no_synonym_has_two_meanings():
    words = [plain(word) for column in COLUMNS for word in (column.heading, *column.aliases)]
    assert sorted(words) == sorted(set(words))


def test_a_head_of_two_rows_with_merged_cells(tmp_path):
    def merge(sheet):
        for span in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"):
            sheet.merge_cells(span)

    rows = [
        ["企业名称", "社会信用代码", "乡镇", "联系人", None, "人员情况", None],
        [None, None, None, "姓名", "电话", "职工总数", "接害人数"],
    ]
    found, told = read(
        saved(tmp_path / "a.xlsx", [*rows, ["甲厂", "9134", "殷汇镇", "李四", "13800138000", 120, 40]], merge)
    )
    (row,) = found
    assert told["unused"] == []
    assert (row["name"], row["contact"], row["phone"], row["workers"], row["exposed_workers"]) == (
        "甲厂", "李四", "13800138000", "120", "40",
    )  # fmt: skip


def test_merged_townships_count_for_all_rows_and_merged_numbers_for_none(tmp_path):
    def merge(sheet):
        sheet.merge_cells("C2:C4")
        sheet.merge_cells("E2:E3")

    rows = [
        HEAD,
        ["甲", "1", "殷汇镇", "", 5],
        ["乙", "2", None, "", None],
        ["丙", "3", None, "", 7],
        ["丁", "4", "涓桥镇", "", 8],
    ]
    found, _ = read(saved(tmp_path / "a.xlsx", rows, merge))
    assert [row["area"] for row in found] == ["殷汇镇", "殷汇镇", "殷汇镇", "涓桥镇"]
    assert [isinstance(row["workers"], Spoiled) for row in found] == [True, True, False, False]


def test_sheets_by_township_empty_ones_hidden_rows_totals_and_signatures(tmp_path):
    book = Workbook()
    book.active.title = "殷汇镇"
    second = book.create_sheet("涓桥镇")
    book.create_sheet("Sheet2")
    book.create_sheet("汇总").append(["乡镇", "家数"])
    second.append(["涓桥镇企业一览"])
    second.append(HEAD)
    second.append(["丙厂", "3", "", "", 1])
    second.append(HEAD)
    second.append(["填表人：张三", None, "审核人：李四", None, "2026年11月"])
    rows = [HEAD, *BODY, ["合计", None, None, None, 123], ["备注：以上数据截至11月"]]

    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    found, told = read(saved(tmp_path / "a.xlsx", rows, hide, book))
    assert [row["name"] for row in found] == ["甲厂", "乙厂", "丙厂"]
    assert told["hidden"] == ["“殷汇镇”第 3 行"]
    assert told["passed"] == ["汇总"]
    assert [one.split("行")[1] for one in told["left"]] == [
        "（合计）",
        "（备注：以上数据截至11月）",
        "（填表人：张三）",
    ]


def test_formatted_blank_rows_are_none(tmp_path):
    path = saved(tmp_path / "a.xlsx", [HEAD, BODY[0]])
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 120_003))
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", blank + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with open_list(path, COLUMNS, learned={}) as found:
        assert found.total == 1
        assert [row["name"] for _, row in found.rows()] == ["甲厂"]


def test_strict_ooxml_is_called_what_it_is(tmp_path):
    path = saved(tmp_path / "a.xlsx", [HEAD, *BODY])
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(
                name,
                content.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                ),
            )
    with pytest.raises(Invalid) as error:
        read(path)
    assert "Strict Open XML" in error.value.sentence


def cell(value, form="", kind=None):
    """What a number, a date or an error in the phone's column becomes."""
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(["甲厂", "x", "殷汇镇"])
    one = book.active["D2"]
    one.value = value
    one.number_format = form or one.number_format
    if kind:
        one.data_type = kind
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (cell("1.38E+10"), "科学计数法"),
        (cell("９.13Ｅ＋17"), "科学计数法"),
        (cell("9.13417e+17"), "科学计数法"),
        (cell(913417020000001234), "后几位已经丢失"),
        (cell(9.13417020000001e17), "后几位已经丢失"),
        (cell(date(2026, 1, 2)), "2026-01-02"),
        (cell("2026/1/2"), "日期"),
        (cell("1月2日"), "日期"),
        (cell("2-Jan"), "日期"),
        (cell("#N/A"), "错误值 #N/A"),
        (cell("#REF!", kind="e"), "错误值 #REF!"),
        (cell("########"), "错误值"),
        (cell("=A2"), "公式"),
        (cell(True), "逻辑值"),
    ],
)
def test_what_excel_has_made_of_a_value_is_never_a_value(tmp_path, content, cause):
    (tmp_path / "a.xlsx").write_bytes(content)
    ((row,), _) = read(tmp_path / "a.xlsx")
    assert isinstance(row["phone"], Spoiled)
    assert cause in row["phone"].cause


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (cell(13800138000), "13800138000"),
        (cell(13800138000.0, "0.00E+00"), "13800138000"),
        (cell(5662000000, "00000000000"), "05662000000"),
        (cell("a_x000D_\nb"), "a\nb"),
        (cell("'13800138000"), "13800138000"),
        (cell(" 0566-2000000\t"), "0566-2000000"),
    ],
)
def test_what_is_still_there_is_read(tmp_path, content, text):
    (tmp_path / "a.xlsx").write_bytes(content)
    ((row,), _) = read(tmp_path / "a.xlsx")
    assert not isinstance(row["phone"], Spoiled)
    assert row["phone"] == text


def test_a_formula_in_a_column_that_is_not_read_does_not_matter(tmp_path):
    path = saved(tmp_path / "a.xlsx", [["序号", *HEAD], ["=ROW()-1", *BODY[0]]])
    ((row,), told) = read(path)
    assert (row["name"], told["unused"]) == ("甲厂", ["序号"])


@settings(max_examples=200, deadline=None)
@given(st.floats(1e9, 9.99e24), st.integers(0, 8), st.sampled_from("Ee"))
def test_no_power_of_ten_is_ever_a_text(number, digits, letter):
    assert isinstance(understood(f"{number:.{digits}{letter}}", "code"), Spoiled)


@settings(max_examples=200, deadline=None)
@given(
    st.text(string.digits + string.ascii_uppercase, min_size=6, max_size=18).filter(
        lambda text: "E" not in text
    )
)
def test_codes_stay_what_they_are(text):
    assert understood(text, "code") == text
    assert not isinstance(understood(text, "code"), Spoiled)


def test_what_nobody_knows_is_left_to_a_person_and_then_known(tmp_path):
    path = saved(
        tmp_path / "a.xlsx", [["厂子叫啥", "证号", "在哪", "谁管"], ["甲厂", "9134", "殷汇镇", "老王"]]
    )
    rows, told = read(path)
    assert rows is None
    assert [(one["heading"], one["key"], one["sample"]) for one in told["columns"]] == [
        ("厂子叫啥", "", "甲厂"), ("证号", "", "9134"), ("在哪", "", "殷汇镇"), ("谁管", "", "老王"),
    ]  # fmt: skip
    (row,), told = read(path, {"厂子叫啥": "name", "证号": "credit_code", "在哪": "area", "谁管": ""})
    assert (row["name"], row["credit_code"], row["area"]) == ("甲厂", "9134", "殷汇镇")
    assert told["unused"] == ["谁管"]


def test_of_two_columns_the_nearer_word_is_taken_and_the_other_named(tmp_path):
    rows = [
        ["单位名称", "所在地", "注册地址", "生产地址", "主要负责人"],
        ["甲厂", "殷汇镇", "甲路", "乙路", "张三"],
    ]
    (row,), told = read(saved(tmp_path / "a.xlsx", rows))
    assert (row["address"], "legal_person" in row) == ("乙路", False)
    assert told["unused"] == ["注册地址", "主要负责人"]


def test_a_city_a_county_and_a_township_are_one_place(tmp_path):
    rows = [["单位名称", "市", "县区", "乡镇", "信用代码"], ["甲厂", "池州市", "贵池区", "殷汇镇", "9"]]
    (row,), _ = read(saved(tmp_path / "a.xlsx", rows))
    assert row["area"] == "池州市贵池区殷汇镇"
