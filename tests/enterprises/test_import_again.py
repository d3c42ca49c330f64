"""Property: whatever is in the registry, its export imported again is unchanged, row by row."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprises.tables import code
from webapp.enterprises.imports.cells import area_text, read
from webapp.enterprises.imports.columns import COLUMNS, HEADINGS, SHEET, as_row
from webapp.enterprises.imports.judging import BLANK, UNCHANGED, Known, decide
from webapp.enterprises.rules import Registration, Size, Status
from webapp.enterprises.rules.search import fold
from webapp.web.sheets import open_sheet
from webapp.web.sheets.write import write_xlsx
from webapp.web.text import clean

FACTORS = {"D001": "矽尘", "P001": "噪声", "C099": "磷化氢、磷化锌、磷化铝", "R001": "铀及其化合物（放射性）"}
KNOWN = Known(
    industries={"30": "30", "303": "303"},
    sections={"30": "C"},
    severe_notes={"C303": ""},
    factors={fold(name): found for found, name in FACTORS.items()},
    severe_factors=frozenset({"D001"}),
    bureaus={"341702": 1},
    bureau_names={1: "贵池区"},
    area_bureaus={"341702": 1},
    reach=frozenset({1}),
    own_bureau=1,
    areas={"341702001": "341702001", "341702": "341702"},
)
line = st.text(max_size=20).map(lambda text: " ".join(clean(text).split()))
people = st.none() | st.integers(0, 5000)


@st.composite
def enterprises(draw):
    total = draw(people)
    placed = draw(st.booleans())
    coded = draw(st.booleans())
    return {
        **BLANK,
        "id": 1,
        "revision": draw(st.integers(1, 9)),
        "name": draw(line.filter(bool)),
        "credit_code": code(draw(st.integers(0, 10**6))) if coded else None,
        "no_code_reason": "" if coded else draw(line.filter(bool)),
        "workplace": draw(line),
        "area": draw(st.sampled_from(["341702001", "341702"])),
        "address": draw(line),
        "latitude": draw(st.floats(20, 50)) if placed else None,
        "longitude": draw(st.floats(80, 130)) if placed else None,
        "bureau": 1,
        "bureau_code": "341702",
        "industry": draw(st.sampled_from(["", "30", "303"])),
        "size": draw(st.sampled_from(["", *Size])),
        "registration": draw(st.sampled_from(["", *Registration])),
        "status": draw(st.sampled_from(list(Status))),
        "contact": draw(line),
        "phone": draw(line),
        "workers": total,
        "exposed_workers": None if total is None else draw(st.none() | st.integers(0, total)),
        "hazards": dict(sorted(draw(st.dictionaries(st.sampled_from(sorted(FACTORS)), people)).items())),
    }


@settings(max_examples=60, deadline=None)
@given(stored=enterprises())
def test_export_then_import_is_unchanged(stored, tmp_path_factory):
    hazards = [{"name": FACTORS[factor], "exposed": number} for factor, number in stored["hazards"].items()]
    target = io.BytesIO()
    write_xlsx(target, SHEET, [item.heading for item in HEADINGS], [as_row(stored, hazards)])
    path = tmp_path_factory.mktemp("again") / "a.xlsx"
    path.write_bytes(target.getvalue())
    with open_sheet(path, COLUMNS, sheet=SHEET) as sheet:
        ((number, cells),) = list(sheet.rows())
    assert area_text(cells["area"]) in KNOWN.areas
    judged = read(number, cells, KNOWN)
    decide(judged, stored, KNOWN)
    assert (judged.reasons, judged.verdict) == ([], UNCHANGED), judged.stored
