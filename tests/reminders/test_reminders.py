"""Reminders on their day and once, and the inbox."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.counting import statements
from tests.findings.reporting import reported
from tests.findings.scene import finding, findings, look_again, who
from tests.findings.test_sides import sends
from webapp.accounts.tables import Membership, Person
from webapp.clock import now, today
from webapp.db import transaction
from webapp.db.lease import hold
from webapp.findings.rules import Recheck
from webapp.findings.rules.reminders import CATCH_UP_DAYS, OVERDUE_DAYS, Reminder
from webapp.findings.tables import Finding
from webapp.reminders import events, queries
from webapp.reminders.run import remind
from webapp.reminders.tables import Notice
from webapp.web.background import RETRY, Background, Loop


async def clear() -> None:
    """Without what the making of the scene said."""
    await Notice.delete(force=True)


async def heard(name: str) -> list[str]:
    rows = await Notice.select(Notice.kind).where(Notice.person == ids()[name]).order_by(Notice.id)
    return [row["kind"] for row in rows]


async def test_each_reminder_on_its_day_and_once(db: None) -> None:
    due = today() + timedelta(days=10)
    await finding(due=10)
    await clear()
    happened = {}
    for offset in range(-10, 30):
        first = await remind(due + timedelta(days=offset))
        assert not await remind(due + timedelta(days=offset))
        if first:
            happened[offset] = {kind.value: count for kind, count in first.items()}
    # owner and mate, nobody else
    assert happened == {-3: {"due_in_3": 2}, 0: {"due_today": 2}, 1: {"overdue_1": 2}, 7: {"overdue_7": 2}}
    assert await heard("owner") == ["due_in_3", "due_today", "overdue_1", "overdue_7"]
    for name in ("neighbour", "stranger", "inspector", "supervisor"):
        assert await heard(name) == []


async def test_a_server_that_was_off_catches_up_with_the_newest(db: None) -> None:
    await finding(due=-9)
    await clear()
    assert await remind() == Counter({Reminder.OVERDUE_7: 2})


async def test_what_has_been_overdue_for_long_is_not_gone_through_each_hour(db: None) -> None:
    number = await finding(due=-9)
    await clear()
    await Finding.update({Finding.due_on: today() - timedelta(days=OVERDUE_DAYS + CATCH_UP_DAYS + 1)}).where(
        Finding.id == number
    )
    assert await remind() == Counter()
    assert len(await statements(remind())) == 1


async def test_a_new_due_date_is_a_new_occasion(db: None) -> None:
    number = await finding(due=2)
    await clear()
    await remind()
    await Finding.update({Finding.due_on: today() + timedelta(days=20)}).where(Finding.id == number)
    assert not await remind()
    assert await remind(today() + timedelta(days=17)) == Counter({Reminder.DUE_IN_3: 2})


async def test_the_bureau_hears_of_reports_that_wait(client_for: ClientFor) -> None:
    number = await finding()
    await reported(client_for, number)
    await clear()
    assert not await remind(today() + timedelta(days=2))
    assert await remind(today() + timedelta(days=3)) == Counter({Reminder.WAITING_3: 2})
    assert await heard("inspector") == await heard("supervisor") == ["waiting_3"]
    for name in ("owner", "colleague", "chief", "outsupervisor", "countyadmin"):
        assert await heard(name) == []


async def test_somebody_who_left_hears_nothing(db: None) -> None:
    number = await finding(due=-1)
    await clear()
    await Membership.update({Membership.ended_at: now()}).where(Membership.person == ids()["mate"])
    assert await remind() == Counter({Reminder.OVERDUE_1: 1})
    await Person.update({Person.active: False}).where(Person.id == ids()["inspector"])
    await Finding.update({Finding.state: "reported", Finding.waiting_since: now() - timedelta(days=4)}).where(
        Finding.id == number
    )
    assert await remind() == Counter({Reminder.WAITING_3: 1})
    assert await heard("supervisor") == ["waiting_3"]


async def test_many_findings_in_batches(db: None) -> None:
    await findings(230, due=-1)
    await clear()
    assert await remind() == Counter({Reminder.OVERDUE_1: 460})


async def test_two_processes_at_once_send_each_once(db: None) -> None:
    await findings(20, due=-1)
    await clear()
    runs = await asyncio.gather(remind(), remind())
    assert sum(runs, Counter()) == Counter({Reminder.OVERDUE_1: 40})
    assert await Notice.count() == 40


async def test_what_failed_is_tried_again_soon(db: None) -> None:
    more = iter([OSError("no route"), True, False])

    async def work() -> bool:
        if isinstance(told := next(more), Exception):
            raise told
        return told

    loop = Loop("reminders", 3600, work)
    one = Background([loop])
    assert await one._turn(loop) == RETRY
    assert await one._turn(loop) < 1
    assert await one._turn(loop) == 3600


async def test_the_loop_leaves_it_to_who_has_the_lease(db: None) -> None:
    turns = []

    async def work() -> None:
        turns.append(1)

    loop = Loop("reminders", 3600, work)
    one = Background([loop])
    await one._turn(loop)
    assert len(turns) == 1
    from webapp.db import lease

    mine, lease.HOLDER = lease.HOLDER, "another process"
    try:
        await one._turn(loop)
        assert len(turns) == 1
        assert not await hold("reminders", 3 * 3600)
    finally:
        lease.HOLDER = mine


async def test_notices_of_what_happens(client_for: ClientFor) -> None:
    assert events.ANSWERED
    number = await finding()
    assert await heard("owner") == await heard("mate") == ["opened"]
    await reported(client_for, number)
    assert await heard("inspector") == ["reported"]
    inspector = await client_for("inspector")
    await inspector.post(f"/findings/{number}/return", data={"text": "还差一处。"})
    await reported(client_for, number, "mate")
    await inspector.post(f"/findings/{number}/closure", data={})
    assert await heard("owner") == ["opened", "returned", "closed"]
    assert await heard("inspector") == ["reported", "reported"]
    other = await finding()
    await look_again(other, Recheck.NOT, "没有动。")
    row = (
        await Notice.select()
        .where(Notice.person == ids()["owner"])
        .order_by(Notice.id, ascending=False)
        .first()
    )
    assert (row["title"], row["href"]) == ("现场复查没有通过，请继续整改", f"/findings/{other}")
    supervisor = await client_for("supervisor")
    await supervisor.post(f"/findings/{other}/reassignment", data={"assignee": str(ids()["colleague"])})
    assert await heard("colleague") == ["reassigned"]
    for name in ("neighbour", "stranger", "outsider"):
        assert await heard(name) == []


@pytest.mark.parametrize(
    ("kind", "answer", "data"),
    [
        ("done", "return", {"text": "还差一处。"}),
        ("done", "closure", {}),
        ("extension", "extension-grant", {"text": "同意。", "new_due": f"{today() + timedelta(days=20)}"}),
        ("extension", "extension-refusal", {"text": "不同意。"}),
        ("objection", "objection-uphold", {"text": "成立。"}),
        ("objection", "objection-refusal", {"text": "不成立。"}),
    ],
)
async def test_what_was_answered_is_no_longer_unread(client_for: ClientFor, kind, answer, data) -> None:
    number, other = await finding(), await finding()
    for one in (number, other):
        await sends(await client_for("owner"), one, kind)
    asked = {"done": "reported", "extension": "extension_asked", "objection": "objected"}[kind]
    assert await heard("inspector") == [asked, asked]
    colleague = await client_for("colleague")  # whoever answers
    assert (await colleague.post(f"/findings/{number}/{answer}", data=data)).status_code == 303
    unread = await Notice.select(Notice.href).where(
        (Notice.person == ids()["inspector"]) & Notice.read_at.is_null()
    )
    assert [row["href"] for row in unread] == [f"/findings/{other}"]


async def test_a_notice_goes_with_its_transaction(db: None) -> None:
    async def undone() -> None:
        async with transaction():
            await finding()
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    assert await Notice.count() == 0


async def test_the_inbox(client_for: ClientFor) -> None:
    number = await finding()
    owner, mate = await client_for("owner"), await client_for("mate")
    page = await owner.get("/inbox")
    assert "检查发现 1 项问题需要整改" in page.text
    assert "未读 <strong>1</strong>" in page.text
    mine = await Notice.select().where(Notice.person == ids()["owner"]).first()
    assert (await mate.post(f"/inbox/{mine['id']}/reading")).status_code == 404
    answer = await owner.post(f"/inbox/{mine['id']}/reading")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/findings/{number}")
    assert await queries.unread(await who("owner")) == 0
    assert await queries.unread(await who("mate")) == 1
    newest = await Notice.select(Notice.id).order_by(Notice.id, ascending=False).first()
    assert (await mate.post("/inbox/reading", data={"until": str(newest["id"])})).status_code == 303
    assert await queries.unread(await who("mate")) == 0
    assert "没有消息" in (await (await client_for("assistant")).get("/inbox")).text
    assert (await owner.post("/inbox/99999999999999999999/reading")).status_code == 404
    for nonsense in ("abc", "WzFd", "W3RydWVd"):
        assert (await owner.get(f"/inbox?cursor={nonsense}")).status_code == 200


async def test_the_inbox_pages(client_for: ClientFor) -> None:
    for _ in range(35):
        await finding()
    owner = await client_for("owner")
    page = (await owner.get("/inbox")).text
    more = page.split('href="/inbox?cursor=')[1].split('"')[0]
    rest = (await owner.get(f"/inbox?cursor={more}", headers={"hx-request": "true"})).text
    assert page.count("/reading") == 31  # and the button for all
    assert rest.count("/reading") == 5
    assert "<html" not in rest
