"""Names by their sound: found by every usual reading, listed in the order of the sounds on both databases."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ids
from tests.enterprises.importing import finish, preview, user
from tests.enterprises.tables import row
from webapp.accounts.tables import Person
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.rules.values import SEARCHED, keys, searchable
from webapp.enterprises.tables import Enterprise
from webapp.enterprises.verbs import create_enterprise, edit_enterprise
from webapp.pinyin import USUAL, initials, sort_key, spellings

PART = {"hx-request": "true", "hx-request-type": "partial"}
ORDERED = [
    "3M 厂",
    "ABC 厂",
    "安庆",
    "白洋",
    "长丰",
    "朝阳",
    "程家",
    "重庆",
    "东升",
    "方圆",
    "张二",
    "张三",
    "章一",
]


async def made(name: str) -> int:
    return await create_enterprise(
        await user(), {"name": name, "no_code_reason": "个体", "area": "341702001", "address": "路 1 号"}
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("朝阳石料厂", ["cy", "zy", "cysl", "zyslc"]),
        ("长丰矿业", ["cf", "zf", "cfky"]),
        ("重庆建材", ["cq", "cqjc"]),
        ("长乐重工朝阳厂", ["clzg", "zlzg", "cyzg", "clcgzyc", "zyzgcyc"]),
        ("曾氏单行会计", ["zsdhkj", "csdxhj", "zssx"]),
        ("厦门银行大厦", ["xmyh", "smyh", "ds", "xmyxds", "xmyhdx"]),
    ],
)
def test_every_usual_reading_finds_also_mixed(name, typed):
    for words in typed:
        assert words in search_text(name), words


async def test_the_page_finds_by_either_reading(client_for):
    client = await client_for("supervisor")
    for name, typed in (("朝阳石料厂", ("cy", "zy")), ("长丰矿业", ("cf", "zf")), ("重庆建材", ("cq",))):
        pk = await made(name)
        for words in typed:
            assert f'"/enterprises/{pk}"' in (await client.get("/enterprises", params={"q": words})).text, (
                words
            )
    await edit_enterprise(await user(), pk, {"name": "池州建材"})
    assert f'"/enterprises/{pk}"' in (await client.get("/enterprises?q=cqjc")).text  # by its former name


@given(st.lists(st.sampled_from(sorted(USUAL) + list("池州石料有限")), min_size=1, max_size=4).map("".join))
def test_all_readings_of_up_to_four_are_there(name):
    readings = [{one[at] for one in spellings(name)} for at in range(len(name))]
    for sign, letters in zip(name, readings, strict=True):
        assert letters >= set(USUAL.get(sign, ""))
    assert set(spellings(name)) == {"".join(one) for one in product(*readings)}
    assert spellings(name)[0] == initials(name)


@given(st.text(max_size=200), st.text(max_size=120))
def test_keys_fit_their_columns(name, workplace):
    made = keys(name)
    assert len(made["name_key"]) <= 200 and len(made["sort_key"]) <= 240
    row = {"name": name, "credit_code": None, "workplace": workplace}
    assert len(searchable(row, [name[::-1]] * 3)) <= SEARCHED


def test_the_order_is_that_of_the_sounds():
    assert sorted([*ORDERED[::2], *ORDERED[1::2]], key=sort_key) == ORDERED


async def test_lists_are_in_the_order_of_the_sounds_page_by_page(client_for, monkeypatch):
    for name in ORDERED[::2] + ORDERED[1::2]:
        await made(name)
    from webapp.enterprises.lists import listing

    searched = listing.search
    monkeypatch.setattr(listing, "search", lambda user, form, cursor=None: searched(user, form, cursor, 4))
    client, seen, href = await client_for("supervisor"), [], "/enterprises"
    while href:
        page = (await client.get(href, headers=PART)).text
        seen += re.findall(r'<th scope="row"><a href="/enterprises/\d+">([^<]+)</a>', page)
        more = re.search(r'hx-get="(/enterprises\?[^"]*cursor[^"]+)"', page)
        href = more[1].replace("&amp;", "&") if more else None
    ours = [name for name in seen if name in ORDERED]
    assert ours == ORDERED and len(seen) == len(set(seen)) == len(ORDERED) + 2


async def test_an_import_and_an_edit_keep_the_place(client_for):
    await finish(*(await preview([row(1, name="长丰石料"), row(2, name="白洋石料")]))[:2])
    found = {one["name"]: one for one in await Enterprise.select()}
    assert found["长丰石料"]["sort_key"] == sort_key("长丰石料") and "cfsl" in found["长丰石料"]["search"]
    await edit_enterprise(await user(), found["白洋石料"]["id"], {"name": "朝阳石料"})
    changed = (await Enterprise.select().where(Enterprise.id == found["白洋石料"]["id"]))[0]
    assert {key: changed[key] for key in keys("朝阳石料")} == keys("朝阳石料")


async def test_people_to_choose_from_are_in_the_order_of_the_sounds(client_for):
    admin = await client_for("countyadmin")
    for name, account in (("章一", "zhangyi"), ("安庆", "anqing"), ("重建", "chongjian")):
        sent = {
            "name": name,
            "username": account,
            "role": "inspector",
            "bureau": str(ids()["county"]),
            "badge": f"皖{account}",
        }
        assert (await admin.post("/people/new", data=sent)).status_code == 303
    await admin.post(
        "/people/{}".format((await Person.select().where(Person.username == "anqing"))[0]["id"]),
        data={**sent, "name": "白洋", "badge": "皖anqing"},
    )
    page = (await (await client_for("supervisor")).get("/day-lists/new")).text
    assert page.index("白洋") < page.index("重建") < page.index("章一")
