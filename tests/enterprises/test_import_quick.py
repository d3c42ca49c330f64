"""What imports do by a shorter way says the same as the long one."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from stdnum.cn import uscc

from tests.enterprises.tables import row, table
from webapp.audit.bulk import EVENT_COLUMNS, Events
from webapp.audit.rules import event_mac
from webapp.audit.verbs import SYSTEM, event_of
from webapp.clock import now
from webapp.enterprises.events import IMPORTED
from webapp.enterprises.imports.columns import COLUMNS, SHEET
from webapp.enterprises.rules.credit_codes import ALPHABET, parse_credit_code
from webapp.enterprises.rules.search import fold, initials
from webapp.enterprises.rules.short_codes import new_short_codes, parse_short_code
from webapp.settings import settings as current
from webapp.web.sheets import open_sheet

PHRASES = [
    "重庆",
    "银行",
    "行走",
    "长沙",
    "长大",
    "厂",
    "朝阳",
    "六安",
    "单",
    "（",
    "①",
    "é",
    "𠮷",
    " ",
    "A1-",
    "é",
]


@given(
    parts=st.lists(
        st.sampled_from(PHRASES) | st.text(alphabet=st.characters(max_codepoint=0xFFFF), max_size=4)
    )
)
def test_initials_are_those_of_the_whole_name(parts):
    name = "".join(parts)
    letters = "".join(lazy_pinyin(fold(name), style=Style.FIRST_LETTER))
    assert initials(name) == "".join(char for char in letters if char.isascii() and char.isalnum())


@settings(max_examples=300)
@given(start=st.text(string.digits, min_size=8, max_size=8), body=st.text(ALPHABET, min_size=9, max_size=9))
def test_a_credit_code_is_right_exactly_with_its_own_check_digit(start, body):
    fitting = []
    for last in ALPHABET:
        try:
            fitting.append(parse_credit_code(start + body + last))
        except ValueError:
            continue
    assert fitting == [start + body + uscc.calc_check_digit(start + body)]


def test_short_codes_by_the_hundred():
    codes = new_short_codes(300)
    assert [parse_short_code(code) for code in codes] == codes
    assert len(set(codes)) > 290
    assert set("".join(codes)) == set("23456789ABCDEFGHJKMNPQRTVWXYZ")
    assert new_short_codes(0) == []


@given(
    before=st.none()
    | st.dictionaries(st.text(max_size=5), st.integers(-5, 5) | st.floats(-9, 9) | st.none()),
    after=st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.booleans(), max_size=4),
)
def test_rows_of_events_are_those_of_single_events(before, after):
    moment = now()
    made = Events(SYSTEM, IMPORTED, moment).row(7, before=before, after=after, enterprise=7, bureau=2)
    one = event_of(
        SYSTEM, IMPORTED, 7, moment,
        before=before, after=after, enterprise=7, bureau=2,
    )  # fmt: skip
    one["mac"] = event_mac(current().key, one)
    assert (moment, *made) == tuple(one[column] for column in EVENT_COLUMNS)


def test_a_file_that_was_counted_is_not_counted_again(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(table([row(1), row(2)]))
    with open_sheet(path, COLUMNS, sheet=SHEET) as sheet:
        first = list(sheet.rows())
        assert sheet.total == 2
    with open_sheet(path, COLUMNS, sheet=SHEET, checked=7) as sheet:
        assert (sheet.total, list(sheet.rows())) == (7, first)
