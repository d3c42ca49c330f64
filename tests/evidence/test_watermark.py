"""The watermarked copy: what is burnt in, and that the delivered file stays as it came."""

import io
from typing import Any

import pytest
import typst
from PIL import Image, ImageChops

from tests.evidence.pictures import encoded
from tests.inspections.test_visit_photos import FIRST, QUERY, sha
from tests.inspections.visits import JSON, uuid7, with_colleague
from webapp import fonts
from webapp.errors import Unavailable
from webapp.evidence.pictures.watermark import burnt

LINES = ["单位：青溪县宏达家具制造有限公司", "事项：检查项 5.6（警示标识）", "时间：2026-03-05 09:40:00"]


def difference(one: bytes, other: bytes) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ by more than what JPEG loses."""
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        changed = ImageChops.difference(first.convert("L"), second.convert("L"))
        return changed.point(lambda value: 255 if value > 40 else 0).getbbox()


def test_the_words_are_in_the_lower_part_only():
    plain = encoded("JPEG", edge=1200)
    marked = burnt(plain, LINES)
    with Image.open(io.BytesIO(plain)) as image:
        width, height = image.size
    box = difference(plain, marked)
    assert box is not None and box[1] > height * 0.6 and box[3] > height * 0.95
    assert difference(marked, burnt(plain, [*LINES[:2], "时间：2026-03-06 10:41:00"])) is not None
    assert difference(marked, burnt(plain, LINES)) is None
    with Image.open(io.BytesIO(marked)) as image:
        assert image.size == (width, height) and not image.getexif()


def test_the_words_are_chinese_and_not_boxes():
    plain = encoded("JPEG", edge=1200)
    assert difference(burnt(plain, ["职职职职"]), burnt(plain, ["监监监监"])) is not None


def test_what_the_font_lacks_is_burnt_in_as_its_code():
    plain = encoded("JPEG", edge=1200)
    odd = burnt(plain, ["单位：\U0010ffff记👷\ufe0f石料\u0f56\u0f72❤\ufe0f\x07"])
    told = burnt(plain, ["单位：〔U+10FFFF〕记〔U+1F477〕石料〔U+0F56 U+0F72〕" + "〔U+2764〕"])
    assert (
        difference(odd, told) is None
        or difference(odd, burnt(plain, ["单位：〔U+10FFFF〕记〔U+1F477〕石料〔U+0F56 U+0F72〕❤"])) is None
    )


def test_small_pictures_and_endless_words():
    marked = burnt(encoded("JPEG", edge=80), ["很长" * 500])
    with Image.open(io.BytesIO(marked)) as image:
        assert max(image.size) == 80


def test_without_a_chinese_font_it_says_so(monkeypatch):
    bare = fonts.look(typst.Fonts(include_system_fonts=False))
    monkeypatch.setattr(fonts, "faces", lambda: bare)
    with pytest.raises(Unavailable, match="中文字体"):
        burnt(encoded("JPEG"), LINES)


async def test_those_who_may_see_the_photo_can_have_it_marked(client_for: Any) -> None:
    lead, _, address = await with_colleague(client_for)
    place = f"{address}/photos/{uuid7()}"
    await lead.put(place, params=QUERY | {"sha256": sha(FIRST)}, content=FIRST)
    answer = await lead.get(f"{place}/watermarked")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert difference((await lead.get(f"{place}/display")).content, answer.content) is not None
    assert (await lead.get(f"{place}/file")).content == FIRST
    for person, status in {"supervisor": 200, "outsider": 404, "owner": 403, "": 401}.items():
        given = await (await client_for(person, **JSON)).get(f"{place}/watermarked")
        assert given.status_code == status, person
