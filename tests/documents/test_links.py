"""A forwarded link ends with its maker's place, and its openings are counted."""

from datetime import timedelta

import pytest

from tests.cast import ids
from tests.documents.scene import issued
from tests.inspections.ready import who
from webapp.accounts.tables import Membership, Person
from webapp.audit.queries import history
from webapp.clock import now
from webapp.db import transaction
from webapp.documents import kinds
from webapp.documents.tables import DocumentLink
from webapp.documents.verbs import linking
from webapp.enterprises.tables import Enterprise


async def _leaves(maker: str) -> None:
    await Membership.update({Membership.ended_at: now()}).where(Membership.person == ids()[maker])


async def _is_closed(maker: str) -> None:
    await Person.update({Person.active: False}).where(Person.id == ids()[maker])


async def _moves(maker: str) -> None:
    await Person.update({Person.bureau: ids()["other"]}).where(Person.id == ids()[maker])


async def _enterprise_moves(maker: str) -> None:
    await Enterprise.update({Enterprise.bureau: ids()["other"]}).where(Enterprise.id == ids()["A"])


@pytest.mark.parametrize(
    ("maker", "change"),
    [("owner", _leaves), ("owner", _is_closed), ("inspector", _is_closed), ("inspector", _moves),
     ("inspector", _enterprise_moves)],
)  # fmt: skip
async def test_a_link_ends_with_the_place_of_its_maker(client_for, maker, change):
    row = await issued(kinds.ORDER)
    token = await linking.make(await who(maker), row["id"], 7, "")
    chief, anybody = await client_for("chief"), await client_for("")
    page, listed = f"/shared/{token}", f"/documents/{row['id']}/links"
    assert (await anybody.get(page)).status_code == 200
    assert "撤回" in (await chief.get(listed)).text
    async with transaction():
        await change(maker)
    for address in (page, f"{page}/pdf", f"{page}/pictures/{'0' * 64}"):
        gone = await anybody.get(address)
        assert gone.status_code == 404
        assert row["number"] not in gone.text
    assert "已失效" in (await chief.get(listed)).text


async def test_openings_are_counted_and_told_once_a_day(client_for):
    row = await issued(kinds.ORDER)
    token = await linking.make(await who("inspector"), row["id"], 7, "")
    anybody = await client_for("")

    async def told() -> int:
        return [one["action"] for one in await history("document", row["id"])].count("document.link_opened")

    for _ in range(5):
        assert (await anybody.get(f"/shared/{token}")).status_code == 200
    assert await told() == 1
    assert (await DocumentLink.select().first())["openings"] == 5
    async with transaction():
        yesterday = DocumentLink.opened_at
        await DocumentLink.update({yesterday: now() - timedelta(days=1)}).where(DocumentLink.id > 0)
    for _ in range(2):
        await anybody.get(f"/shared/{token}")
    assert await told() == 2
    assert (await DocumentLink.select().first())["openings"] == 7
