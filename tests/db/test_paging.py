"""Keyset paging: every row once, in order, whatever the keys and the size of a page; foreign cursors do no harm."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from webapp.db.sql.paging import Page, cut, decode, encode

keys = st.tuples(st.text(max_size=5), st.integers(-(2**40), 2**40))


@given(st.sets(keys, max_size=60), st.integers(1, 12))
def test_pages_hold_every_row_once_and_in_order(rows, size):
    ordered = sorted(rows)
    seen, cursor = [], None
    while True:
        key = decode(cursor, 2)
        rest = [row for row in ordered if key is None or row > tuple(key)]
        page = cut(
            [{"name": name, "id": number} for name, number in rest[: size + 1]], "name", "id", size=size
        )
        assert len(page.rows) <= size
        seen += [(row["name"], row["id"]) for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == ordered


@given(st.text(max_size=80), st.integers(1, 3))
def test_foreign_cursors_are_no_error(text, length):
    key = decode(text, length)
    assert key is None or len(key) == length


def test_what_is_no_json_travels_as_text():
    assert decode(encode(date(2026, 11, 21), "𠮷", 3), 3) == ["2026-11-21", "𠮷", 3]
    assert decode(encode(1), 2) is None
    assert decode(None, 1) is None
    assert decode("", 1) is None
    assert not Page([])
