"""Nobody locks anybody out: wrong passwords for others, from their address, from many addresses; guessing stays slow."""

import re
from datetime import timedelta

import httpx
import pytest

from tests.accounts.test_login import sign_in
from tests.cast import ids
from webapp.accounts.login import lanes, tidying
from webapp.accounts.login.devices import COOKIE, MOST_ACCOUNTS, known_to, with_account
from webapp.accounts.login.reset import reset_password
from webapp.accounts.login.sessions import load_user
from webapp.accounts.members.activation import issue
from webapp.accounts.rules import FAILURES_ANYWHERE, FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS
from webapp.accounts.tables import LoginFailure
from webapp.clock import now
from webapp.db import transaction

WRONG = "wrong password"
NEW = "ein-Kennwort-42"


@pytest.fixture
def at(application, db, monkeypatch):
    """`at("10.0.0.1")`: a new browser behind that address."""
    monkeypatch.setattr(lanes, "PAUSE", 0.01)

    def browser(address):
        transport = httpx.ASGITransport(application, client=(address, 5))
        return httpx.AsyncClient(
            transport=transport, base_url="http://testserver", headers={"accept": "text/html"}
        )

    return browser


async def fail(client, times, username="inspector"):
    """The statuses of so many wrong passwords."""
    return [(await sign_in(client, username, f"{WRONG} {number}")).status_code for number in range(times)]


async def test_forty_wrong_passwords_for_unknown_accounts_lock_out_nobody_behind_the_address(at):
    for number in range(FAILURES_PER_ADDRESS + 5):
        await fail(at("10.0.0.1"), 1, f"nobody{number}")
    # An account without failures of its own, a browser that nobody knows.
    assert (await sign_in(at("10.0.0.1"))).status_code == 303
    assert (await sign_in(at("10.0.0.1"), "colleague")).status_code == 303
    # And it is still told that a wrong one is wrong.
    assert (await sign_in(at("10.0.0.1"), "supervisor", WRONG)).status_code == 422


async def test_wrong_passwords_elsewhere_do_not_lock_the_account(at):
    assert await fail(at("10.0.0.1"), FAILURES_PER_ACCOUNT + 2) == [422] * FAILURES_PER_ACCOUNT + [429] * 2
    assert (await sign_in(at("10.0.0.1"))).status_code == 429
    assert (await sign_in(at("10.0.0.2"))).status_code == 303
    # What the owner did at home opens nothing for whoever guesses.
    assert (await sign_in(at("10.0.0.1"))).status_code == 429


async def test_the_own_browser_signs_in_whatever_others_try_behind_the_same_address(at):
    mine = at("10.0.0.1")
    assert (await sign_in(mine)).status_code == 303
    await mine.post("/logout")
    assert (await fail(at("10.0.0.1"), FAILURES_PER_ACCOUNT + 1))[-1] == 429
    assert (await sign_in(mine)).status_code == 303
    # It has no more tries than anybody else.
    await mine.post("/logout")
    assert await fail(mine, FAILURES_PER_ACCOUNT + 1) == [422] * FAILURES_PER_ACCOUNT + [429]
    assert (await sign_in(mine)).status_code == 429
    # A browser that knows one account is a stranger to the other.
    assert (await fail(mine, FAILURES_PER_ACCOUNT + 1, "colleague"))[-1] == 429


async def test_many_addresses_against_one_account_are_slowed_and_the_owner_is_not(at):
    mine = at("10.0.0.1")
    assert (await sign_in(mine)).status_code == 303
    told = []
    for number in range(FAILURES_ANYWHERE + 10):
        told += await fail(at(f"10.1.0.{number}"), 1)
    assert told == [422] * FAILURES_ANYWHERE + [429] * 10
    stranger = await sign_in(at("10.2.0.1"))
    assert stranger.status_code == 429
    assert re.search(r"请 1[45] 分钟后再试", stranger.text) and "登录过" in stranger.text
    assert (await sign_in(mine)).status_code == 303
    assert (await sign_in(at("10.2.0.1"), "colleague")).status_code == 303
    # What the sentence advises helps.
    await reset_password(await load_user(ids()["countyadmin"]), ids()["inspector"])
    assert (await sign_in(at("10.2.0.1"), password=WRONG)).status_code == 422


async def test_a_password_sprayed_over_many_accounts_is_slow(at, monkeypatch):
    """Each account has one failure; beyond the limit every wrong one holds up the next, longer and longer."""
    held = []
    monkeypatch.setattr(lanes, "hold", lambda seconds: held.append(seconds) or _nothing())
    for number in range(2 * FAILURES_PER_ADDRESS + 3):
        await fail(at("10.0.0.1"), 1, f"name{number}")
    assert held == [lanes.PAUSE] * FAILURES_PER_ADDRESS + [2 * lanes.PAUSE] * 3
    assert (await sign_in(at("10.0.0.1"))).status_code == 303
    assert len(held) == FAILURES_PER_ADDRESS + 3  # a right one holds up nobody


async def _nothing():
    return None


async def test_letters_and_codes_stand_against_no_login_nor_the_other_way_round(at):
    user = await load_user(ids()["inspector"])
    for number in range(FAILURES_PER_ADDRESS + 5):
        data = {
            "code": f"ABCDE-{number:05}",
            "name": "王",
            "mobile": "13900000001",
            "password": NEW,
            "again": NEW,
        }
        assert (await at("10.0.0.1").post("/activate", data=data)).status_code == 422
        await at("10.0.0.1").post("/reset", data={"username": "inspector"})
    assert (await at("10.0.0.1").post("/reset", data={"username": "inspector"})).status_code == 429
    assert (await sign_in(at("10.0.0.1"))).status_code == 303
    # A right code passes where many wrong ones were typed.
    code = await issue(user, ids()["A"])
    data = {"code": code, "name": "王", "mobile": "13900000009", "password": NEW, "again": NEW}
    assert (await at("10.0.0.1").post("/activate", data=data)).status_code == 303
    assert not await LoginFailure.exists().where(LoginFailure.account == "inspector")


async def test_the_sentence_says_how_long_and_what_helps(at):
    await fail(at("10.0.0.1"), FAILURES_PER_ACCOUNT)
    async with transaction():
        await LoginFailure.update({LoginFailure.at: now() - timedelta(minutes=9, seconds=30)}, force=True)
    said = (await sign_in(at("10.0.0.1"))).text
    assert "请 6 分钟后再试" in said and "登录过这个账号的手机或电脑不受影响" in said and "忘记密码" in said
    async with transaction():
        await LoginFailure.update({LoginFailure.at: now() - timedelta(minutes=15, seconds=1)}, force=True)
    assert (await sign_in(at("10.0.0.1"))).status_code == 303


async def test_a_known_browser_is_known_by_proof(at):
    mine = at("10.0.0.1")
    answer = await sign_in(mine)
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE)]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=34560000" in cookie
    value = mine.cookies[COOKIE]
    person, other = ids()["inspector"], ids()["colleague"]
    assert known_to(value, person) and not known_to(value, other)
    assert not known_to(value.replace(f".{person}-", f".{other}-"), other)
    name, proof = value.split(".")
    assert not known_to(f"{name[::-1]}.{proof}", person)
    for forged in ("", "x", "…" * 30, value + ".", "a" * 5000, f"{name}.{person}-{'0' * 32}"):
        assert known_to(forged, person) == ""
    both = with_account(value, other)
    assert known_to(both, person) == known_to(both, other) != ""
    for one in range(1000, 1000 + MOST_ACCOUNTS):
        both = with_account(both, one)
    assert not known_to(both, person) and known_to(both, 1000) and len(both) < 1000


async def test_tries_are_kept_for_a_day(at):
    await fail(at("10.0.0.1"), 2)
    async with transaction():
        await LoginFailure.update({LoginFailure.at: now() - timedelta(days=2)}, force=True)
    await tidying.forget_old()
    assert await LoginFailure.count() == 0
