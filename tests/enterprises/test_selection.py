"""Ticked enterprises: what is done with them, with the reach and the state of every one looked at again."""

import re
from urllib.parse import parse_qs, urlsplit

from tests.cast import ids
from tests.counting import statements
from webapp.accounts.login.sessions import load_user
from webapp.accounts.members import activation
from webapp.accounts.tables import Activation
from webapp.audit.tables import EventRow
from webapp.clock import now
from webapp.db import transaction
from webapp.enterprises.rules.search import search_text
from webapp.enterprises.tables import Enterprise, QrCode
from webapp.field.rules import MOST_ENTRIES
from webapp.web.shown.flash import COOKIE


async def more(number, bureau="county", **columns):
    rows = [
        Enterprise(name=f"勾选厂{one:03}", area="341702001", bureau=ids()[bureau], search=search_text(f"勾选厂{one:03}"),
                   no_code_reason="测试", created_at=now(), updated_at=now(), **columns)
        for one in range(number)
    ]  # fmt: skip
    async with transaction():
        return [row["id"] for row in await Enterprise.insert(*rows)]


async def changed(pk, **columns):
    async with transaction():
        await Enterprise.update(columns).where(Enterprise.id == pk)


async def taken(client, **data):
    """Where the ticks lead, the enterprises that arrive there, and what is said of the others."""
    answer = await client.post("/enterprises/selection", data=data)
    assert answer.status_code == 303, answer.text
    to = urlsplit(answer.headers["location"])
    page = await client.get(answer.headers["location"])
    client.cookies.delete(COOKIE)
    said = re.search(r'id="flash".*?</div>\s*</div>', page.text, re.DOTALL)
    return to.path, [int(one) for one in parse_qs(to.query).get("enterprise", [])], said[0] if said else ""


async def test_the_list_has_a_box_for_every_row_and_the_acts_of_the_role(client_for):
    for who, acts in (
        ("supervisor", {"day-list", "labels", "codes"}),
        ("countyadmin", {"day-list", "labels", "codes"}),
        ("inspector", {"day-list", "codes"}),
        ("assistant", set()),
    ):
        page = (await (await client_for(who)).get("/enterprises")).text
        assert set(re.findall(r'name="do" value="([\w-]+)"', page)) == acts
        assert len(re.findall(r"data-tick autocomplete", page)) == (2 if acts else 0)


async def test_ticks_go_to_a_day_list_in_their_order_and_what_is_left_out_is_told(client_for):
    client = await client_for("inspector")
    (gone,) = await more(1, status="deregistered")
    ticks = [str(ids()[name]) for name in ("B", "C", "A")] + [str(gone), "x", str(ids()["B"])]
    where, arrived, said = await taken(client, tick=ticks, do="day-list")
    assert (where, arrived) == ("/day-lists/new", [ids()["B"], ids()["A"]])
    assert "带入 2 家" in said
    assert "1 家已注销" in said
    assert "1 家不在您的管辖范围内" in said
    page = await client.get(f"/day-lists/new?enterprise={arrived[0]}&enterprise={arrived[1]}")
    assert page.text.index("贵池化工") < page.text.index("贵池石料")


async def test_all_that_match_the_filter_are_taken_up_to_the_bound_of_the_act(client_for):
    client = await client_for("supervisor")
    made = await more(MOST_ENTRIES + 7)
    _, arrived, said = await taken(client, whole="1", q="勾选厂", do="day-list", tick=[str(ids()["A"])])
    assert arrived == made[:MOST_ENTRIES]
    assert f"7 家超过一次 {MOST_ENTRIES} 家的上限" in said
    where, arrived, said = await taken(client, whole="1", q="勾选厂", do="labels")
    assert (where, len(arrived)) == ("/labels", len(made))
    assert "没有包括" not in said
    # Text that finds nothing acts on nothing, and a filter finds nothing beyond the reach.
    for words in ("没有这家", "东至建材"):
        where, arrived, said = await taken(client, whole="1", q=words, do="day-list")
        assert (where, arrived) == ("/enterprises", [])
        assert "没有符合条件的用人单位" in said


async def test_nothing_ticked_unknown_acts_and_other_roles_are_refused_in_words(client_for):
    inspector = await client_for("inspector")
    tick = str(ids()["A"])
    for data, status, words in (
        ({"do": "day-list"}, 422, "还没有勾选"),
        ({"do": "nonsense", "tick": tick}, 422, "还没有勾选"),
        ({"do": "labels", "tick": tick}, 403, "打印标签"),
    ):
        answer = await inspector.post("/enterprises/selection", data=data)
        assert (answer.status_code, words in answer.text) == (status, True), data
    for who in ("assistant", "owner"):
        answer = await (await client_for(who)).post(
            "/enterprises/selection", data={"do": "codes", "tick": tick}
        )
        assert answer.status_code == 403


async def open_codes(*enterprises):
    return await Activation.count().where(
        Activation.enterprise.is_in(list(enterprises)) & Activation.used_at.is_null()
    )


async def test_codes_for_those_without_a_way_in_each_shown_once_with_its_event(client_for):
    client = await client_for("countyadmin")
    made = await more(3)
    user = await load_user(ids()["countyadmin"])
    async with transaction():
        await activation.issue(user, made[2])
    where, arrived, _ = await taken(
        client, do="codes", tick=[str(pk) for pk in (*made, ids()["A"], ids()["C"])]
    )
    assert (where, arrived) == ("/enterprises/codes", [*made, ids()["A"]])
    page = await client.get("/enterprises/codes", params={"enterprise": arrived})
    assert "发给 2 家" in page.text
    assert "1 家已有企业账号" in page.text
    assert "1 家已有没用过的激活码" in page.text
    form = {
        "enterprise": [*map(str, made), str(ids()["A"]), str(ids()["C"])],
        "note": "全区发码",
        "_once": "a" * 32,
    }
    issued = await client.post("/enterprises/codes", data=form)
    codes = re.findall(r'aria-label="激活码">(\w{5}-\w{5})<', issued.text)
    assert len(set(codes)) == len(codes) == 2
    assert "1 家不在您的管辖范围内" in issued.text
    assert [(await activation.find(code))["enterprise"] for code in codes] == made[:2]
    assert await EventRow.count().where(
        (EventRow.action == "activation.issued") & EventRow.enterprise.is_in(made[:2])
    ) == 2  # fmt: skip
    # Pressed twice it is one act, and shows the same codes.
    assert re.findall(r'aria-label="激活码">(\w{5}-\w{5})<', (await client.post("/enterprises/codes", data=form)).text) == codes  # fmt: skip
    assert await open_codes(*made) == 3
    again = await client.post("/enterprises/codes", data={"enterprise": [str(pk) for pk in made]})
    assert again.status_code == 409
    assert "没有发出激活码" in again.text
    again = await client.post(
        "/enterprises/codes", data={"enterprise": [str(pk) for pk in made], "again": "true"}
    )
    assert again.status_code == 200
    assert await open_codes(*made) == 6


async def test_the_page_of_codes_without_anybody_says_so(client_for):
    client = await client_for("supervisor")
    assert "没有要发的单位" in (await client.get("/enterprises/codes")).text
    assert (await client.post("/enterprises/codes", data={})).status_code == 409


async def test_who_may_not_issue_codes_issues_none(client_for):
    made = await more(1)
    answer = await (await client_for("assistant")).post(
        "/enterprises/codes", data={"enterprise": str(made[0])}
    )
    assert answer.status_code == 403
    assert await open_codes(*made) == 0


async def test_reach_is_looked_at_again_when_codes_are_issued_and_all_or_none_are_written(
    client_for, monkeypatch
):
    client = await client_for("supervisor")
    made = await more(3)
    form = {"enterprise": [str(pk) for pk in made]}
    assert "发给 3 家" in (await client.get("/enterprises/codes", params=form)).text
    await changed(made[0], bureau=ids()["other"])
    await changed(made[1], status="deregistered")
    real, calls = activation.issue, []

    async def breaks(*given, **named):
        calls.append(given[1])
        if len(calls) == 2:
            raise RuntimeError("the second one")
        return await real(*given, **named)

    monkeypatch.setattr(activation, "issue", breaks)
    broken = await client.post(
        "/enterprises/codes",
        data=form | {"enterprise": [*form["enterprise"], str(ids()["B"])], "again": "true"},
    )
    assert broken.status_code == 500
    assert calls == [made[2], ids()["B"]]
    assert await open_codes(*made) == 0
    monkeypatch.setattr(activation, "issue", real)
    page = await client.post("/enterprises/codes", data=form)
    assert "1 家已注销" in page.text
    assert "1 家不在您的管辖范围内" in page.text
    assert await open_codes(*made) == 1


async def test_missing_codes_on_labels_are_made_in_one_transaction(client_for, monkeypatch):
    from webapp.gate import verbs

    client = await client_for("supervisor")
    made = await more(3)
    real, calls = verbs._new_code, []

    async def breaks(*given):
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("the third one")
        return await real(*given)

    monkeypatch.setattr(verbs, "_new_code", breaks)
    broken = await client.post("/labels/codes", data={"enterprise": [str(pk) for pk in made]})
    assert broken.status_code == 500
    assert await QrCode.count().where(QrCode.enterprise.is_in(made)) == 0
    monkeypatch.setattr(verbs, "_new_code", real)
    await client.post("/labels/codes", data={"enterprise": [str(pk) for pk in made]})
    assert await QrCode.count().where(QrCode.enterprise.is_in(made)) == 3


async def test_many_ticks_cost_no_more_statements_than_few(client_for):
    client = await client_for("supervisor")
    made = await more(40)

    async def asked(number):
        data = {"tick": [str(pk) for pk in made[:number]], "do": "day-list"}
        return len(await statements(client.post("/enterprises/selection", data=data)))

    few = await asked(1)
    assert await asked(40) == few
