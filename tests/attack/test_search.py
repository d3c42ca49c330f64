"""What is searched for is text: LIKE's signs, quotes and odd characters find what holds them, and nothing else."""

import pytest

from tests.cast import ids
from tests.findings.scene import finding
from tests.inspections.ready import visit
from webapp.accounts.tables import Person
from webapp.db import transaction
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.tables import Enterprise

ODD = "百分之100%_厂\\!分厂"
# Address, who asks, what is there without a search.
PAGES = {
    "/enterprises?q=": ("chief", "贵池化工有限公司"),
    "/findings?filter=all&q=": ("inspector", "破碎车间粉尘浓度"),
    "/inspections?q=": ("chief", "贵池石料有限公司"),
    "/labels?q=": ("chief", "贵池化工有限公司"),
    "/people?q=": ("admin", "inspector同志"),
    "/audit?person=": ("admin", 'class="event"'),
    "/reference/hazards?q=": ("admin", "矽尘"),
}
SIGNS = ["%25", "_", "%25%25", "%5C", "!", "%27%20OR%201=1%20--", "%5C%25", "%22", "%F0%A0%AE%B7", "%3B"]


async def rename(name: str) -> None:
    async with transaction():
        await Enterprise.update({Enterprise.name: name, Enterprise.search: search_text(name)}).where(
            Enterprise.id == ids()["A"]
        )


@pytest.mark.parametrize("page", PAGES)
async def test_signs_of_the_language_find_nothing(client_for, page):
    who, known = PAGES[page]
    await finding()
    await visit()
    client = await client_for(who)
    if page.startswith("/audit"):
        await client.post("/me", data={"name": "admin同志", "phone": "", "email": "a@example.cn"})
    assert known in (await client.get(page)).text
    for sign in SIGNS:
        answer = await client.get(page + sign)
        assert answer.status_code in {200, 422}, sign
        assert known not in answer.text, sign


async def test_a_name_that_holds_them_is_found_by_them(client_for):
    await visit()
    await rename(ODD)
    client = await client_for("chief")
    for page in ("/enterprises?q=", "/inspections?q=", "/labels?q="):
        for part in ("100%25_", "_", "%5C!", "!分厂"):
            answer = await client.get(page + part)
            assert "百分之100%_厂" in answer.text, (page, part)
            assert "贵池化工" not in answer.text, (page, part)


async def test_hazards_and_areas_too(client_for):
    client, admin = await client_for("inspector"), await client_for("admin")
    draft = await visit()
    assert "矽尘" not in (await client.get(f"/inspections/{draft}/hazards")).text
    for sign in SIGNS:
        page = (await client.get(f"/inspections/{draft}/hazards?q={sign}")).text
        assert "矽尘" not in page, sign
        page = (await admin.get(f"/bureaus/{ids()['county']}?q={sign}")).text
        assert "梅村镇</" not in page, sign


async def test_people_by_part_of_a_phone(client_for):
    async with transaction():
        await Person.update({Person.phone: "100%_7"}).where(Person.id == ids()["inspector"])
    client = await client_for("admin")
    assert "inspector" in (await client.get("/people?q=0%25_")).text
