"""Reminders of duties: before, on and after the day, each once; none once the duty is done."""

from datetime import timedelta

from tests.cast import ids
from tests.duties.scene import entered
from webapp.accounts.login.sessions import load_user
from webapp.clock import today
from webapp.duties.judging import of_duty
from webapp.duties.rules.judging import earliest, months_after
from webapp.duties.verbs.warning import warn
from webapp.reminders.tables import Notice


async def titles() -> list[str]:
    rows = await Notice.select().where(Notice.person == ids()["owner"]).order_by(Notice.id)
    return [row["title"] for row in rows]


async def test_each_reminder_comes_once_and_stops_when_it_is_done(client_for):
    owner = await client_for("owner")
    last = earliest(today(), 12)
    await entered(owner, last, "exam_on")
    due = months_after(last, 12)
    assert await warn(due - timedelta(61)) == 0
    for days in (60, 45, 30, 7, 7, 0):
        await warn(due - timedelta(days))
    assert await titles() == ["在岗体检将到期"] * 4
    await warn(due + timedelta(1))
    await warn(due + timedelta(2))
    assert (await titles())[4:] == ["在岗体检已逾期"]
    user = await load_user(ids()["owner"])
    notice = (await Notice.select().where(Notice.person == user.id))[0]
    assert await of_duty(user, notice) == notice
    await entered(owner, today(), "exam_on", number="2")
    assert await warn(due + timedelta(3)) == 0
    assert await of_duty(user, notice) is None, "its mail is not sent any more"
