"""Characters that nobody sees are left out on entry, everywhere; what looks equal has one key."""

import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ids
from webapp import folding
from webapp.app import create_app
from webapp.db import sql
from webapp.enterprises.tables import Enterprise
from webapp.folding import fold, visible
from webapp.settings import PROJECT
from webapp.web.forms import Form
from webapp.web.forms.fields import Field, Password
from webapp.web.text import clean

UNSEEN = "\u200b\ufeff\u202d\u202e\u2060\u00ad\u200e\u2066\u3164\u180e\u061c\u200d\ufe0f"
SAMPLES = (
    "池州石料", "2026-11-21", "2026-11-21T10:00:00+08:00", "12", "3.5", "91341702MA0000001M", "13800000001", "true", "met", "running",
    "a.b@c.cn", "341702", "K7QM-4R2P", "皖R0101", "第一行\n第二行", "x",
)  # fmt: skip
# Places where a text can stand that shapes nothing.
LOOKS_LIKE = [
    ("池州（一）厂", "池州(一)厂"), ("ＡＢＣ厂", "abc厂"), ("【甲】厂", "［甲］厂"), ("甲\u200b厂\ufeff", "甲厂"),
    ("\u202d甲厂\u202c", "甲厂"), ("甲－乙", "甲—乙"), ("阿卜杜·买", "阿卜杜•买"), ("甲 厂", "甲\u3000厂"), ("“甲”厂", '"甲"厂'),
    ("葛\U000e0100厂", "葛厂"), ("皖Ｒ０１０１", "皖r0101"),
]  # fmt: skip


def forms(base: type[Form] = Form) -> Iterator[type[Form]]:
    for one in base.__subclasses__():
        yield one
        yield from forms(one)


def fields() -> dict[str, Field]:
    create_app()
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms()
        if form.__module__.startswith("webapp.")
        for name, field in form.all_fields().items()
    }


def outcome(field: Field, text: str, options: list[tuple[str, str]]) -> object:
    try:
        return field.read([text], options)
    except ValueError as error:
        return str(error)


def test_no_field_of_any_form_lets_one_in():
    known = fields()
    assert len(known) > 200
    for name, field in known.items():
        if isinstance(field, Password):
            continue
        options = [*field.options, ("met", "符合"), ("12", "十二")]
        for text in SAMPLES:
            strewn = "".join(f"{UNSEEN}{one}" for one in text) + UNSEEN
            assert outcome(field, strewn, options) == outcome(field, text, options), (name, text)


def test_bodies_and_queries_are_read_in_one_place():
    """What handlers take themselves has passed webapp/web/forms/body.py too."""
    ways = re.compile(r"request\.(?:form|json|body)\(\)")
    for path in (PROJECT / "webapp").rglob("*.py"):
        if path.name != "body.py":
            assert not ways.search(path.read_text("utf-8")), path


async def test_what_is_sent_is_stored_without_them_and_found(client_for):
    client = await client_for("supervisor")
    name = "\ufeff安\u200b庆（\u202d东\u202c）石\u2060料厂\u200e"
    sent = {
        "name": name, "no_code_reason": "个\u200b体", "area": "341702001", "address": "路\u202e 1 号", "status": "running",
        "workplace": "", "contact": "王\ufeff敏",
    }  # fmt: skip
    answer = await client.post("/enterprises", data=sent)
    assert answer.status_code in {302, 303}, answer.text
    row = (await Enterprise.select().order_by(Enterprise.id, ascending=False).limit(1))[0]
    assert (row["name"], row["address"], row["contact"]) == ("安庆（东）石料厂", "路 1 号", "王敏")
    for words in ("安庆(东)石料", "安庆（东）", "安\u200b庆", "ａｑ", "\u202eaqdsl"):
        page = (await client.get("/enterprises", params={"q": words})).text
        assert f'href="/enterprises/{row["id"]}"' in page, words
    assert not await sql("SELECT 1 FROM event WHERE after LIKE {}", "%\u200b%")


async def test_json_from_a_phone_is_stored_without_them(client_for):
    client = await client_for("supervisor")
    sent = {"name": "甲\u200b", "phone": "0566\ufeff-1", "email": ""}
    answer = await client.post("/me", json=sent)
    assert answer.status_code < 400, answer.text
    found = await sql("SELECT name, phone FROM person WHERE id = {}", ids()["supervisor"])
    assert found == [{"name": "甲", "phone": "0566-1"}]


@pytest.mark.parametrize(("one", "other"), LOOKS_LIKE)
def test_what_looks_equal_has_one_key(one, other):
    assert fold(one) == fold(other)
    assert clean(one) and fold(clean(one)) == fold(one)


@given(st.text(st.characters(codec="utf-8")), st.text(st.sampled_from(UNSEEN)), st.integers(0, 20))
def test_keys_do_not_see_what_people_do_not(text, unseen, at):
    assert fold(text[:at] + unseen + text[at:]) == fold(text)
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text) and visible(visible(text)) == visible(text)


def test_emoji_and_rare_letters_stay_whole():
    for text in (
        "👩\u200d🔧",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "葛\U000e0100",
        "ᠨ\u180b",
        "👨\u200d👩\u200d👧\u200d👦",
    ):
        assert clean(f"甲{text}乙") == f"甲{text}乙"


@pytest.mark.only_on("sqlite")
def test_the_phone_leaves_out_the_same():
    """Else a signature on the phone would be under another text than the server's."""
    signs = sorted({*folding.NOTHING, *folding.SHAPING, *folding.SHAPED, *folding.HAN} - {"-", "\ud800"})
    signs += [
        chr(one)
        for one in (*range(0x300), *range(0x1FF0, 0x2100), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0200))
    ]
    texts = [
        f"{before}{sign}{sign}{after}"
        for sign in signs
        for before in "a甲❤1"
        for after in ("乙", "\ufe0f\u20e3")
    ]
    program = (
        "const { clean } = await import(process.argv[1]); const { text } = await import('node:stream/consumers');"
        "console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(clean)));"
    )
    module = PROJECT / "static" / "js" / "visit" / "record.js"
    run = subprocess.run(
        ["node", "--input-type=module", "-e", program, module.as_uri()],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for text, said in zip(texts, json.loads(run.stdout), strict=True):
        assert said == clean(text), ascii(text)
