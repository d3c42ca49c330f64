"""Our canonical JSON is RFC 8785's, whatever is in it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webapp.audit.rules import canonical, plain
from webapp.checklists.rules import Result

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.uuids()
    | st.sampled_from(Result)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@settings(max_examples=300, deadline=None)
@given(value=VALUES)
@example(value={"b": 1.0, "a": -0.0, "c": 1e-7, "d": 1e21, "e": 30.66, "f": 2**53 + 1})
@example(value=[9.2e15, -1.2e15, 1e15 + 0.5, 1e-4, 9e-5])
@example(value={"\ufb33": 1, "\U0001f600": 2, "z": '\x7f\u2028\x01"\\/'})
def test_canonical_is_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(plain(value))


def test_what_events_hold() -> None:
    event = {"at": datetime(2026, 3, 5, 1, 30, tzinfo=UTC), "id": UUID(int=1), "score": Decimal("93.50"),
             "day": date(2026, 3, 5), "result": Result.MET, "place": (30.5, 117), "number": 2**60}  # fmt: skip
    assert canonical(event).decode() == (
        '{"at":"2026-03-05T01:30:00.000000+00:00","day":"2026-03-05","id":"00000000-0000-0000-0000-000000000001",'
        '"number":"1152921504606846976","place":[30.5,117],"result":"met","score":"93.50"}'
    )
