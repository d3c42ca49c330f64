"""How many bodies may be waited for at once, whose, and how slowly they may come."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from webapp.errors import DomainError
from webapp.pace import LEAST, Pace
from webapp.settings import use
from webapp.web.access import ANYONE, STAFF
from webapp.web.middleware import patience
from webapp.web.middleware.patience import MOST_OPEN, MOST_PER_ADDRESS, MOST_PER_PERSON, Patience, Pools

END = {"type": "http.request", "body": b"", "more_body": False}
PIECE = {"type": "http.request", "body": b"x", "more_body": True}
GONE = {"type": "http.disconnect"}


async def reads(scope, receive, send):
    while (await receive()).get("more_body"):
        pass


class Upload:
    """A request whose body comes piece by piece; `waits` once it is known whether it has a place."""

    def __init__(self, app: Patience, address: str, person: int = 0, access=STAFF) -> None:
        self.pieces, self.app = asyncio.Queue(), app
        self.scope = {
            "type": "http",
            "method": "PUT",
            "client": (address, 1),
            "user": SimpleNamespace(id=person) if person else None,
            "route_handler": SimpleNamespace(opt={"access": access}),
        }
        self.task = asyncio.create_task(self.run())

    async def run(self) -> int:
        try:
            await self.app(self.scope, self.pieces.get, None)
        except DomainError as error:
            return error.status
        return 200

    async def end(self, how=END) -> int:
        self.pieces.put_nowait(how)
        return await self.task


@pytest.fixture
def app(monkeypatch):
    """Everything that has to be waited for takes a place at once."""
    monkeypatch.setattr(patience, "MOMENT", 0.0)
    return Patience(reads, Pools())


async def held(app, number, *whose, **more):
    """So many bodies, each with its place."""
    before = app.pools.known.open + app.pools.open.open
    made = [Upload(app, *whose, **more) for _ in range(number)]
    while app.pools.known.open + app.pools.open.open < before + number:
        assert not any(one.task.done() for one in made)
        await asyncio.sleep(0)
    return made


async def test_a_person_and_an_address_have_so_many_places_each(app):
    one = await held(app, MOST_PER_PERSON, "192.0.2.1", 1)
    assert await Upload(app, "198.51.100.1", 1).task == 429
    for person in range(2, MOST_PER_ADDRESS // MOST_PER_PERSON + 1):
        await held(app, MOST_PER_PERSON, "192.0.2.1", person)
    assert await Upload(app, "192.0.2.1", 99).task == 429
    (other,) = await held(app, 1, "192.0.2.2", 99)
    assert await other.end() == 200
    assert {await body.end() for body in one} == {200}
    assert await (await held(app, 1, "192.0.2.1", 99))[0].end() == 200


async def test_who_is_not_known_takes_no_place_of_those_who_are(app):
    taken = [
        body for number in range(MOST_OPEN) for body in await held(app, 1, f"192.0.2.{number}", access=ANYONE)
    ]
    # Signed in or not, whoever calls what anybody may call has the places of those.
    assert await Upload(app, "198.51.100.1", access=ANYONE).task == 429
    assert await Upload(app, "198.51.100.1", 1, access=ANYONE).task == 429
    assert await (await held(app, 1, "198.51.100.1", 1))[0].end() == 200
    assert {await body.end(GONE) for body in taken} == {499}
    assert (app.pools.open.open, app.pools.open.taken) == (0, {})


async def test_ipv6_counts_as_its_64(app):
    await held(app, MOST_PER_PERSON, "2001:db8:1:2::1", 1)
    for person in range(2, MOST_PER_ADDRESS // MOST_PER_PERSON + 1):
        await held(app, MOST_PER_PERSON, f"2001:db8:1:2:{person}::", person)
    assert await Upload(app, "2001:db8:1:2:ffff:ffff:ffff:ffff", 9).task == 429
    assert await (await held(app, 1, "2001:db8:1:3::1", 9))[0].end() == 200


async def test_what_is_there_already_needs_no_place():
    app = Patience(reads, Pools())
    app.pools.known.most = app.pools.open.most = 0
    assert await Upload(app, "192.0.2.1", 1).end() == 200
    assert await Upload(app, "192.0.2.1", access=ANYONE).end() == 200


async def test_drops_are_ended_and_leave_their_place(app):
    use(patience=0.05)
    try:
        drops = await held(app, 5, "192.0.2.1", 1)
        while not all(one.task.done() for one in drops):
            for one in drops:
                one.pieces.put_nowait(PIECE)
            await asyncio.sleep(0.01)
        assert {one.task.result() for one in drops} == {408}
        assert (app.pools.known.open, app.pools.known.taken) == (0, {})
    finally:
        use(patience=30.0)


async def test_a_body_that_breaks_off_leaves_its_place(app):
    assert await (await held(app, 1, "192.0.2.1", 1))[0].end(GONE) == 499
    assert (app.pools.known.open, app.pools.known.taken) == (0, {})


@given(some.lists(some.tuples(some.floats(0, 29), some.integers(5, 60)), max_size=50))
def test_a_slow_phone_that_stalls_goes_on(stalls):
    """2 kB/s, and stalls as long as the patience with five seconds of flow between them."""
    pace = Pace(30.0)
    for stall, flow in stalls:
        assert stall < pace.left
        pace.came(stall + 1, 2000)
        for _ in range(flow):
            pace.came(1, 2000)
            assert pace.left > 0


@given(some.lists(some.tuples(some.floats(0.01, 25), some.floats(0, 0.99)), min_size=1))
def test_below_the_least_rate_every_body_is_ended(pieces):
    """However it is cut, in at most the patience and what the bytes made up for."""
    pace, seconds, size = Pace(30.0), 0.0, 0
    for wait, share in pieces * 400:
        if pace.left <= 0:
            break
        piece = int(wait * LEAST * share * 0.5)
        pace.came(wait, piece)
        seconds, size = seconds + wait, size + piece
    assert pace.left <= 0 or seconds < 60
    assert seconds <= 30 + size / LEAST + 25
