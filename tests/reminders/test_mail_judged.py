"""A mail that waits is judged when it goes out: what is over by then is not mailed, and waits no longer."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from email.header import decode_header, make_header

import pytest

from tests.cast import ids
from tests.conftest import ClientFor
from tests.documents.scene import issued
from tests.documents.test_delivery import IMAGE
from tests.findings.reporting import DONE, photograph, report_url, reported
from tests.findings.scene import finding, findings
from tests.smtp import Inbox, mail_server
from webapp.accounts.tables import Membership, Person
from webapp.clock import now, today
from webapp.documents import kinds
from webapp.documents.tables import Document
from webapp.findings.tables import Finding
from webapp.reminders import events, mail
from webapp.reminders.run import remind
from webapp.reminders.tables import Notice
from webapp.settings import settings, use

assert events.ANSWERED
STAFF = ("inspector", "colleague", "supervisor")


@pytest.fixture
def mailing() -> Iterator[None]:
    before = settings().smtp_url
    yield
    use(smtp_url=before)


async def addressed(*names: str) -> None:
    for name in names:
        await Person.update({Person.email: f"{name}@example.com"}).where(Person.id == ids()[name])


async def went(box: Inbox) -> list[tuple[str, str]]:
    """(to whom, subject) of what goes out now; afterwards nothing waits."""
    await mail.send_waiting()
    assert await Notice.count().where(Notice.mail_after.is_not_null()) == 0
    found = [(str(one["To"]), str(make_header(decode_header(one["Subject"])))) for one in box.messages]
    box.messages.clear()
    return sorted(found)


async def close(number: int) -> None:
    await Finding.update({Finding.state: "closed", Finding.waiting_since: None}).where(Finding.id == number)


async def void(number: int) -> None:
    await Finding.update({Finding.state: "void"}).where(Finding.id == number)


async def leave(number: int) -> None:
    await Membership.update({Membership.ended_at: now()}).where(Membership.person == ids()["owner"])


async def disable(number: int) -> None:
    await Person.update({Person.active: False}).where(Person.id == ids()["owner"])


async def grant(number: int) -> None:
    await Finding.update({Finding.due_on: today() + timedelta(days=30)}).where(Finding.id == number)


@pytest.mark.parametrize("happens", [close, void, leave, disable])
async def test_what_is_over_is_not_mailed(
    db: None, mailing: None, happens: Callable[[int], Awaitable[None]]
) -> None:
    await addressed("owner")
    async with mail_server() as box:
        use(smtp_url=box.url)
        number = await finding(due=0)
        await remind()
        assert await Notice.count().where(Notice.mail_after.is_not_null()) == 2
        await happens(number)
        assert await went(box) == []
    assert await Notice.count().where(Notice.mailed_at.is_not_null() | (Notice.mail_error != "")) == 0
    assert await Notice.count().where(Notice.person == ids()["owner"]) == 2  # the inbox keeps them


async def test_what_holds_goes_out(db: None, mailing: None) -> None:
    await addressed("owner")
    async with mail_server() as box:
        use(smtp_url=box.url)
        await finding(due=0)
        await remind()
        assert await went(box) == [
            ("owner@example.com", "检查发现 1 项问题需要整改"),
            ("owner@example.com", "问题今天到期"),
        ]


async def test_a_reminder_of_a_date_that_was_put_off_is_not_mailed(db: None, mailing: None) -> None:
    await addressed("owner")
    async with mail_server() as box:
        use(smtp_url=box.url)
        number = await finding(due=0)
        await went(box)
        await remind()
        await grant(number)
        assert await went(box) == []


async def test_one_mail_of_a_visit_tells_of_the_findings_that_are_still_open(db: None, mailing: None) -> None:
    await addressed("owner")
    async with mail_server() as box:
        use(smtp_url=box.url)
        first, second, third = await findings(3)
        await close(first)
        await Finding.update({Finding.requirement: "第二项要求"}).where(Finding.id == second)
        assert await went(box) == [("owner@example.com", "检查发现 2 项问题需要整改")]
        numbers = await findings(2)
        for number in numbers:
            await close(number)
        assert await went(box) == []
        assert third


async def test_a_report_that_was_answered_or_given_to_another_is_not_mailed(
    client_for: ClientFor, mailing: None
) -> None:
    await addressed(*STAFF)
    async with mail_server() as box:
        use(smtp_url=box.url)
        number = await finding()
        await reported(client_for, number)
        await Finding.update({Finding.responsible: ids()["colleague"]}).where(Finding.id == number)
        assert await went(box) == []  # no longer the inspector's
        await Finding.update({Finding.responsible: ids()["inspector"]}).where(Finding.id == number)
        url = report_url(number)
        await Finding.update({Finding.state: "open", Finding.waiting_since: None}).where(Finding.id == number)
        owner = await client_for("owner")
        await photograph(owner, url)
        assert (await owner.post(url, data=DONE)).status_code == 303
        assert await went(box) == [("inspector@example.com", "企业报告整改完成，等您复核")]
        await Finding.update({Finding.state: "open", Finding.waiting_since: None}).where(Finding.id == number)
        url = report_url(number)
        await photograph(owner, url)
        assert (await owner.post(url, data=DONE)).status_code == 303
        await close(number)
        assert await went(box) == []


async def test_the_news_of_the_closing_itself_goes_out(client_for: ClientFor, mailing: None) -> None:
    await addressed("owner")
    async with mail_server() as box:
        use(smtp_url=box.url)
        number = await finding()
        url = await reported(client_for, number)
        await went(box)
        colleague = await client_for("colleague")
        report = url.rsplit("/", 1)[1]
        answer = await colleague.post(
            f"/findings/{number}/closure", data={"report": report, "text": "可以。"}
        )
        assert answer.status_code == 303, answer.text
        assert await went(box) == [("owner@example.com", "问题已销号")]


async def test_a_paper_that_is_void_or_confirmed_asks_for_nothing(
    client_for: ClientFor, mailing: None
) -> None:
    await addressed("owner", "mate")
    async with mail_server() as box:
        use(smtp_url=box.url)
        first = await issued(kinds.ORDER)
        await Membership.update({Membership.ended_at: now()}).where(Membership.person == ids()["mate"])
        assert [to for to, subject in await went(box) if subject.startswith("收到")] == ["owner@example.com"]
        await Document.update({Document.state: "void"}).where(Document.id == first["id"])
        second = await issued(kinds.ORDER)
        signed = {"name": "张三", "image": IMAGE}
        owner = await client_for("owner")
        assert (await owner.post(f"/documents/{second['id']}/receipt", data=signed)).status_code == 303
        assert [subject for _, subject in await went(box) if subject.startswith("收到")] == []
