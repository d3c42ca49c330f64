"""企业账号核对: what of the ways in is worth a look, within whose reach, page by page and by an index."""

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import PASSWORD, ids
from tests.counting import statements
from tests.findings.test_sides import invented, issued, reset
from tests.plans import scans
from webapp.accounts.login.sessions import load_user
from webapp.accounts.members.looking import worth_a_look
from webapp.accounts.members.rules import WORDS, Signal, signals
from webapp.accounts.tables import Credential, Person
from webapp.clock import now
from webapp.db import transaction

MARK = st.sampled_from(["", "a", "b"])
ROW = st.fixed_dictionaries(
    {f"{when}_{what}": MARK for when in ("issued", "used") for what in ("browser", "device", "address")}
)


@given(ROW, st.none() | st.integers(-5, 3000))
def test_signals_say_what_they_say(row, seconds):
    """Nothing unknown is alike; a device by its name alone is none; minutes count up to the tenth."""
    at = now()
    row |= {"issued_at": at, "used_at": None if seconds is None else at + timedelta(seconds=seconds)}
    found = signals(row)
    alike = {
        what: row[f"issued_{what}"] == row[f"used_{what}"] != "" for what in ("browser", "device", "address")
    }
    assert (Signal.BROWSER in found) == alike["browser"]
    assert (Signal.ADDRESS in found) == alike["address"]
    assert (Signal.DEVICE in found) == (alike["address"] and alike["device"])
    assert (Signal.QUICK in found) == (seconds is not None and seconds <= 600)
    assert Signal.ASSISTANT not in found and set(found.words) <= set(WORDS.values())


async def later(days: int = 3) -> None:
    """The codes were issued somewhere else, days ago."""
    async with transaction():
        await Credential.update(
            {
                Credential.issued_at: now() - timedelta(days=days),
                Credential.issued_address: "10.9.9.9",
                Credential.issued_browser: "",
            },
            force=True,
        )


async def test_the_desk_finds_what_is_worth_a_look(client_for):
    supervisor = await client_for("supervisor")
    empty = (await supervisor.get("/accounts")).text
    assert "没有需要核对的账号" in empty and 'href="/accounts"' in empty
    inspector = await client_for("inspector")
    await invented(client_for, client=inspector)
    page = (await supervisor.get("/accounts")).text
    for words in (
        "王假",
        "13912345678",
        "inspector同志",
        "同一个浏览器",
        "同型号设备、同一网络",
        "10 分钟内使用",
    ):
        assert words in page, words
    assert f"/enterprises/{ids()['A']}/activation" in page
    for name, seen in (("countyadmin", True), ("chief", True), ("outsupervisor", False)):
        assert ("王假" in (await (await client_for(name)).get("/accounts")).text) is seen, name
    for name in ("inspector", "assistant", "owner"):
        assert (await (await client_for(name)).get("/accounts")).status_code == 403, name
    members = (await supervisor.get(f"/enterprises/{ids()['A']}/activation")).text
    assert "核对账号" in members
    assert "/accounts" in (await (await client_for("admin")).get("/people")).text


async def test_it_is_filtered_and_says_when_nothing_is_left(client_for):
    supervisor = await client_for("supervisor")
    await invented(client_for)
    quick, browser = int(Signal.QUICK), int(Signal.BROWSER)
    for query, there in (
        ({"signal": str(quick)}, True),
        ({"signal": str(browser)}, False),
        ({"enterprise": "贵池石料"}, True),
        ({"enterprise": "贵池化工"}, False),
        ({"issuer": "inspector"}, True),
        ({"issuer": "colleague"}, False),
    ):
        text = (await supervisor.get("/accounts", params=query)).text
        assert ("王假" in text) is there and ("没有找到这样的账号" in text) is not there, query
    for wrong in ({"signal": "x"}, {"after": "bnVsbA"}, {"after": "%00"}, {"enterprise": "%'"}):
        assert (await supervisor.get("/accounts", params=wrong)).status_code == 200, wrong


async def test_a_code_used_elsewhere_and_later_is_not_in_it(client_for):
    code = await issued(await client_for("inspector"))
    await later()
    form = {"code": code, "name": "王真", "mobile": "13912345679", "password": PASSWORD, "again": PASSWORD}
    assert (await (await client_for("")).post("/activate", data=form)).status_code == 303
    assert (await Credential.select())[0]["signals"] == 0
    assert "王真" not in (await (await client_for("supervisor")).get("/accounts")).text


async def test_a_reset_password_is_used_when_it_is_changed(client_for):
    inspector = await client_for("inspector")
    answer = await inspector.post(
        f"/enterprises/{ids()['A']}/people/{ids()['owner']}/reset", follow_redirects=True
    )
    password = re.search(r'initial-password">([A-Z0-9-]{11})<', answer.text)[1]
    # In the same browser: the inspector signs out, and in as the owner.
    await inspector.post("/logout")
    assert (
        await inspector.post("/login", data={"username": "13800000001", "password": password})
    ).status_code == 303
    new = {"current": password, "password": "another-horse-battery", "again": "another-horse-battery"}
    assert (await inspector.post("/password", data=new)).status_code == 303
    page = (await (await client_for("supervisor")).get("/accounts")).text
    assert "重置密码" in page and "同一个浏览器" in page and "13800000001" in page


async def test_page_by_page_and_by_an_index(client_for):
    await reset(client_for, "inspector")
    [model] = await Credential.select()
    values = {name: value for name, value in model.items() if name != "id"}
    supervisor = await client_for("supervisor")
    async with transaction():
        for number in range(120):
            await Credential.insert(Credential(**values | {"signals": 8 if number % 2 else 0}))
    seen, after = [], ""
    user = await load_user(ids()["supervisor"])
    while page := await worth_a_look(user, after=after):
        seen += [row["id"] for row in page.rows]
        after = page.cursor
        if not after:
            break
    assert len(seen) == 60 and seen == sorted(seen, reverse=True)
    more = re.search(r"/accounts\?after=[\w-]+", (await supervisor.get("/accounts")).text)[0]
    assert (await supervisor.get(more)).status_code == 200
    ran = await statements(supervisor.get("/accounts"))
    [text] = [one for one in ran if "FROM credential" in one]
    assert await scans(text) == []


async def test_an_event_keeps_what_the_list_shows(client_for):
    await invented(client_for)
    row = (await Credential.select())[0]
    person = await Person.select().where(Person.username == "13912345678").first()
    assert (row["person"], row["issued_by"]) == (person["id"], ids()["inspector"])
