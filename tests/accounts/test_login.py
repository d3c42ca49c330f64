"""Signing in: the right way, the wrong ways, too often, with an initial password, and out again."""

from datetime import timedelta

from tests.cast import PASSWORD, ids
from webapp.accounts.login import tidying
from webapp.accounts.login.reset import reset_password
from webapp.accounts.login.sessions import load_user
from webapp.accounts.login.verbs import own
from webapp.accounts.rules import FAILURES_PER_ACCOUNT
from webapp.accounts.tables import LoginFailure, Person, Session
from webapp.app import LOOPS
from webapp.clock import now
from webapp.db import transaction


async def sign_in(client, username="inspector", password=PASSWORD, **more):
    return await client.post("/login", data={"username": username, "password": password, **more})


async def test_signs_in_with_a_new_session_and_goes_on(client_for):
    client = await client_for()
    client.cookies.set("mashang_session", "chosen-by-an-attacker")
    answer = await sign_in(client, next="/password")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/password"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "chosen-by-an-attacker" not in cookie
    assert (await client.get("/password")).status_code == 200


async def test_user_names_are_forgiving_and_next_is_not(client_for):
    client = await client_for()
    for bad in ("//evil.example", "https://evil.example/", "/\\evil"):
        assert (await sign_in(client, " Inspector ", next=bad)).headers["location"] == "/"


async def test_wrong_password_keeps_the_name_and_does_not_say_which_is_wrong(client_for):
    client = await client_for()
    answers = [await sign_in(client, password="wrong password"), await sign_in(client, username="nobody")]
    for answer in answers:
        assert answer.status_code == 422
        assert "账号或密码不对" in answer.text
    assert 'value="inspector"' in answers[0].text
    assert "wrong password" not in answers[0].text


async def test_too_many_failures_stop_an_account_not_the_others(client_for):
    client = await client_for()
    for _ in range(FAILURES_PER_ACCOUNT):
        await sign_in(client, password="wrong password")
    assert (await sign_in(client)).status_code == 429
    assert (await sign_in(client, username="colleague")).status_code == 303


async def test_a_disabled_account_is_out_at_once(client_for):
    client = await client_for("inspector")
    async with transaction():
        await Person.update({Person.active: False}).where(Person.id == ids()["inspector"])
    assert (await client.get("/password")).headers["location"].startswith("/login")
    assert (await sign_in(await client_for())).status_code == 422


async def test_an_initial_password_has_to_be_changed_first(client_for):
    async with transaction():
        await Person.update({Person.must_change: True}).where(Person.id == ids()["inspector"])
    client = await client_for("inspector")
    answer = await client.post("/password", data={"current": PASSWORD, "password": "kurz", "again": "kurz"})
    assert answer.status_code == 422
    new = "neues-Kennwort-42"
    answer = await client.post("/password", data={"current": PASSWORD, "password": new, "again": new})
    assert answer.status_code == 303
    row = await Person.select(Person.must_change).where(Person.id == ids()["inspector"]).first()
    assert row["must_change"] is False


async def test_changing_the_password_ends_the_other_sessions(client_for):
    here, there = await client_for("inspector"), await client_for("inspector")
    new = "neues-Kennwort-42"
    await here.post("/password", data={"current": PASSWORD, "password": new, "again": new})
    assert (await here.get("/password")).status_code == 200
    assert (await there.get("/password")).status_code == 303


async def test_guessing_the_old_password_is_stopped(client_for):
    """Who sits before an open browser cannot try passwords; neither can the owner be locked out of the login by that."""
    client, new = await client_for("inspector"), "neues-Kennwort-42"

    async def change(current, client=client):
        return await client.post("/password", data={"current": current, "password": new, "again": new})

    for _ in range(FAILURES_PER_ACCOUNT):
        answer = await change("wrong password")
        assert answer.status_code == 422 and "现在的密码不对" in answer.text
    answer = await change(PASSWORD)
    assert answer.status_code == 429 and "尝试次数过多" in answer.text
    assert (await change(PASSWORD, await client_for("colleague"))).status_code == 303
    assert (await sign_in(await client_for())).status_code == 303
    # What the sentence advises helps: the initial password is changed at once.
    await reset_password(await load_user(ids()["countyadmin"]), ids()["inspector"])
    assert not await LoginFailure.exists().where(LoginFailure.account == own(ids()["inspector"], "").name)


async def test_old_tries_and_sessions_are_forgotten(client_for):
    client = await client_for("inspector")
    await sign_in(await client_for(), password="wrong password")
    old = now() - timedelta(days=31)
    async with transaction():
        await LoginFailure.insert(LoginFailure(account="long ago", address="10.0.0.1", at=old))
        await Session.insert(
            Session(
                token_hash="gone", person=ids()["colleague"], created_at=old, last_seen=old, expires_at=old
            )
        )
    assert tidying.forget_old in [loop.work for loop in LOOPS]
    await tidying.forget_old()
    assert [row["account"] for row in await LoginFailure.select()] == ["inspector"]
    assert not await Session.exists().where(Session.token_hash == "gone")
    assert (await client.get("/password")).status_code == 200


async def test_signing_out_ends_the_session(client_for):
    client = await client_for("inspector")
    await client.post("/logout")
    assert not await Session.exists().where(Session.person == ids()["inspector"])


async def test_a_foreign_page_cannot_post(client_for):
    client = await client_for("inspector")
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert (await client.post("/logout", headers=headers)).status_code == 403
    assert await Session.exists().where(Session.person == ids()["inspector"])
