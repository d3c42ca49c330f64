"""Many tries at once count like the same tries one after another."""

import asyncio
from collections import Counter

import pytest

from tests.accounts.test_login import sign_in
from tests.cast import PASSWORD
from webapp.accounts.login import lanes
from webapp.accounts.login.reset import ask_for_reset
from webapp.accounts.login.tries import Asking, count
from webapp.accounts.members.joining import activate
from webapp.accounts.rules import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS
from webapp.accounts.tables import LoginFailure
from webapp.db import transaction
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.errors import DomainError
from webapp.gate.pages.public import guesses

BURST = 60


async def at_once(tries):
    """How often each status came."""
    return Counter(answer.status_code for answer in await asyncio.gather(*tries))


async def refused(work):
    """The status of the refusal."""
    with pytest.raises(DomainError) as told:
        await work
    return told.value


async def test_a_burst_of_passwords_gets_no_more_guesses_than_a_row(client_for):
    client = await client_for()
    told = await at_once(sign_in(client, password=f"wrong password {number}") for number in range(BURST))
    assert told == {422: FAILURES_PER_ACCOUNT, 429: BURST - FAILURES_PER_ACCOUNT}
    # Refused tries do not count, so that the end of the wait does not move.
    assert await LoginFailure.count() == FAILURES_PER_ACCOUNT


async def test_a_burst_over_many_accounts_waits_in_line_and_locks_nobody(client_for, monkeypatch):
    monkeypatch.setattr(lanes, "PAUSE", 0.01)
    client = await client_for()
    told = await at_once(
        sign_in(client, f"name{number}", "wrong password") for number in range(FAILURES_PER_ADDRESS + 20)
    )
    assert told == {422: FAILURES_PER_ADDRESS + lanes.MOST_WAITING, 429: 20 - lanes.MOST_WAITING}
    assert (await sign_in(client)).status_code == 303


async def test_a_bureau_that_signs_in_at_once_is_not_refused(client_for):
    """Nobody's own try stands against a colleague behind the same address."""
    client = await client_for()
    people = ["inspector", "colleague", "supervisor", "admin"]
    names = people * (FAILURES_PER_ADDRESS // len(people) + 1)
    assert await at_once(sign_in(client, name) for name in names) == {303: len(names)}
    assert await LoginFailure.count() == 0


async def test_a_right_password_leaves_the_failures_of_others(client_for):
    client = await client_for()
    await sign_in(client, "colleague", "wrong password")
    await sign_in(client, password="wrong password")
    assert (await sign_in(client)).status_code == 303
    assert [row["account"] for row in await LoginFailure.select(LoginFailure.account)] == ["colleague"]


async def test_a_burst_counts_together_in_all_processes(db):
    """Whoever counts has committed before, so this holds without the queue that one process has."""

    async def one():
        try:
            await count(Asking("inspector", "10.0.0.9"))
        except DomainError:
            return False
        return True

    assert sum(await asyncio.gather(*(one() for _ in range(BURST)))) <= FAILURES_PER_ACCOUNT


async def test_a_burst_of_activation_codes_and_of_letters(db, monkeypatch):
    monkeypatch.setattr(lanes, "PAUSE", 0.01)

    async def code(number):
        return await refused(
            activate(f"ABCDE-{number:05}", "王", "13900000001", PASSWORD, device="", address="1")
        )

    told = await asyncio.gather(*(code(number) for number in range(FAILURES_PER_ADDRESS * 2)))
    assert sum(error.status == 422 for error in told) <= FAILURES_PER_ADDRESS + lanes.MOST_WAITING
    async with transaction():
        await LoginFailure.delete(force=True)
    asked = await asyncio.gather(
        *(ask_for_reset("nobody", "1") for _ in range(FAILURES_PER_ACCOUNT * 2)), return_exceptions=True
    )
    assert sum(answer is None for answer in asked) <= FAILURES_PER_ACCOUNT


async def test_a_burst_of_short_codes(client_for, monkeypatch):
    monkeypatch.setattr(lanes, "PAUSE", 0.01)
    client = await client_for()
    told = await at_once(client.post("/q", data={"code": new_short_code()}) for _ in range(BURST))
    assert told == {422: guesses.most, 429: BURST - guesses.most}


async def test_a_burst_of_receipts_and_documents_and_links(client_for):
    client = await client_for()
    for address in ("/receipts/HZ20000101-0001?c=0000000000", "/check/AAAABBBBCCCC", "/shared/nothing"):
        told = await at_once(client.get(address) for _ in range(BURST))
        assert told == {404: 30, 429: BURST - 30}
