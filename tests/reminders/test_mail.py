"""Notices by mail, through a real server."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.cast import ids
from tests.findings.scene import finding, who
from tests.reminders.mailbox import Mailbox, mailbox
from webapp.accounts.tables import Person
from webapp.clock import now
from webapp.reminders import events, mail, queries
from webapp.reminders.tables import Notice
from webapp.settings import settings, use

assert events.ANSWERED  # it hears of findings, also when this file is run by itself


@pytest.fixture
def mailing() -> Iterator[None]:
    before = settings().smtp_url
    yield
    use(smtp_url=before)


async def test_mail_through_a_real_server(db: None, mailing: None) -> None:
    await Person.update({Person.email: "owner@example.com"}).where(Person.id == ids()["owner"])
    await Person.update({Person.email: "mate@example.com"}).where(Person.id == ids()["mate"])
    async with mailbox() as box:
        use(smtp_url=f"smtp://127.0.0.1:{box.port}")
        number = await finding()
        box.refuse = {"mate@example.com"}
        assert await mail.send_waiting() is False
        assert [str(one["To"]) for one in box.mails] == ["owner@example.com"]
        assert "检查发现 1 项问题需要整改" in str(box.mails[0]["Subject"])
        body = box.mails[0].get_body(("plain",))  # type: ignore[attr-defined]
        assert f"{settings().base_url}/findings/{number}" in body.get_content()
        failed = await Notice.select().where(Notice.person == ids()["mate"]).first()
        assert (failed["mail_tries"], failed["mailed_at"]) == (1, None)
        assert "no such box" in failed["mail_error"]
        assert failed["mail_after"] > now()
        box.refuse = set()
        await mail.send_waiting()  # not yet
        assert len(box.mails) == 1
        await Notice.update({Notice.mail_after: now()}).where(Notice.id == failed["id"])
        await mail.send_waiting()
        await mail.send_waiting()
        assert [str(one["To"]) for one in box.mails] == ["owner@example.com", "mate@example.com"]
        assert await Notice.count().where(Notice.mail_after.is_not_null()) == 0


async def test_a_mail_server_that_is_away_blocks_nobody(db: None, mailing: None) -> None:
    await Person.update({Person.email: "owner@example.com"}).where(Person.id == ids()["owner"])
    use(smtp_url="smtp://127.0.0.1:1")  # where nobody listens, now or later
    await finding()
    for tries in range(1, mail.MOST_TRIES + 2):
        await Notice.update({Notice.mail_after: now()}).where(Notice.mail_after.is_not_null())
        assert await mail.send_waiting() is False
        row = await Notice.select().where(Notice.person == ids()["owner"]).first()
        assert row["mail_tries"] == min(tries, mail.MOST_TRIES)
    assert row["mail_after"] is None
    assert row["mail_error"]
    assert await queries.unread(await who("owner")) == 1


async def four_mails(box: Mailbox) -> None:
    for name in ("owner", "mate"):
        await Person.update({Person.email: f"{name}@example.com"}).where(Person.id == ids()[name])
    use(smtp_url=f"smtp://127.0.0.1:{box.port}")
    await finding()
    await finding()


async def test_two_processes_with_the_same_batch_send_every_mail_once(db: None, mailing: None) -> None:
    """What happens when the lease runs out in the middle of a batch."""
    async with mailbox() as box:
        await four_mails(box)
        both = asyncio.Barrier(2)  # each has read its batch before any mail goes

        async def greet(number: int) -> bool:
            await both.wait()
            return True

        box.greet = greet
        await asyncio.gather(mail.send_waiting(), mail.send_waiting())
        assert sorted(box.recipients) == ["mate@example.com"] * 2 + ["owner@example.com"] * 2
        assert len({one["Message-ID"] for one in box.mails}) == 4
    assert await Notice.count().where(Notice.mailed_at.is_not_null() & Notice.mail_after.is_null()) == 4


async def test_a_failure_does_not_take_back_what_another_process_has_sent(db: None, mailing: None) -> None:
    async with mailbox() as box:
        await four_mails(box)
        hangs_up = asyncio.Event()

        async def greet(number: int) -> bool:
            if number == 1:
                await hangs_up.wait()
            return number > 1

        box.greet = greet
        slow = asyncio.create_task(mail.send_waiting())
        while not box.connections:  # noqa: ASYNC110 - it has read its batch when it connects
            await asyncio.sleep(0)
        await mail.send_waiting()
        hangs_up.set()
        await slow
        assert len(box.mails) == 4
    assert await Notice.count().where((Notice.mail_tries == 0) & Notice.mail_after.is_null()) == 4


async def test_without_a_server_no_mail_waits(db: None) -> None:
    await Person.update({Person.email: "owner@example.com"}).where(Person.id == ids()["owner"])
    await finding()
    assert await Notice.count().where(Notice.mail_after.is_not_null()) == 0
    assert await mail.send_waiting() is False


def test_the_address_of_the_server() -> None:
    plain = mail.connection("smtp://post%40x:ge%3Aheim@mail.example.com")
    assert (plain.hostname, plain.port, plain.use_tls) == ("mail.example.com", 587, False)
    secure = mail.connection("smtps://mail.example.com:2465")
    assert (secure.port, secure.use_tls) == (2465, True)
    with pytest.raises(ValueError, match="MASHANG_SMTP_URL"):
        mail.connection("mail.example.com")
