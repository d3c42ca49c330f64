"""Whose an address is: an IPv6 customer has 2^64 of them."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.cast import PASSWORD
from webapp.accounts.login import lanes
from webapp.accounts.rules import FAILURES_PER_ACCOUNT
from webapp.accounts.tables import LoginFailure
from webapp.addresses import counted, within
from webapp.enterprises.rules.short_codes import new_short_code
from webapp.gate.pages.public import guesses


@given(some.ip_addresses(v=6), some.integers(0, 2**64 - 1))
def test_an_ipv6_address_counts_as_its_64(address, other):
    if address.ipv4_mapped is None:
        neighbour = type(address)(int(address) >> 64 << 64 | other)
        assert counted(str(address)) == counted(str(neighbour)) or neighbour.ipv4_mapped
        far = type(address)(int(address) ^ 1 << 64)
        assert counted(str(address)) != counted(str(far))
    assert counted(counted(str(address))) == counted(str(address))


@given(some.ip_addresses(v=4))
def test_an_ipv4_address_counts_as_itself(address):
    assert counted(str(address)) == counted(f"::ffff:{address}") == str(address)


@pytest.mark.parametrize("text", ["", "testclient", "1.2.3", "::g"])
def test_what_is_no_address_counts_as_it_stands(text):
    assert counted(text) == text


def test_proxies_are_addresses_or_networks():
    assert within("10.0.0.7", ("127.0.0.1", "10.0.0.0/8"))
    assert within("::1", ("0:0:0:0:0:0:0:1",))
    assert within("proxy", ("proxy",))
    assert not within("10.0.0.7", ("127.0.0.1",))
    assert not within("", ("127.0.0.1",))


@pytest.fixture
def elsewhere(db, application):
    """A browser at the n-th address of one /64."""

    def at(number: int) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(application, client=(f"2001:db8:5:6:{number:x}::1", 4000))
        return httpx.AsyncClient(transport=transport, base_url="http://testserver")

    return at


async def test_wrong_passwords_and_codes_of_a_64_count_together(elsewhere, monkeypatch):
    monkeypatch.setattr(lanes, "PAUSE", 0.01)
    told = []
    for number in range(FAILURES_PER_ACCOUNT + 3):
        async with elsewhere(number) as client:
            form = {"username": "inspector", "password": f"wrong {PASSWORD}"}
            told.append((await client.post("/login", data=form)).status_code)
    assert told == [422] * FAILURES_PER_ACCOUNT + [429] * 3
    assert {row["address"] for row in await LoginFailure.select(LoginFailure.address)} == {
        "2001:db8:5:6::/64"
    }
    for path, most, wrong in (("/q", guesses.most, 422), ("/receipts/HZ20000101-0001?c=0000000000", 30, 404)):
        told = []
        for number in range(most + 3):
            async with elsewhere(number) as client:
                code = {"code": new_short_code()}
                told.append(
                    (await (client.post(path, data=code) if path == "/q" else client.get(path))).status_code
                )
        assert told == [wrong] * most + [429] * 3, path
