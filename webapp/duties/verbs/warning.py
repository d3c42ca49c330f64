"""Reminders before a duty lapses, on its day and after it: each once, and none once it is done."""

from __future__ import annotations

from datetime import date, timedelta

from webapp.clock import today
from webapp.db import sql, transaction
from webapp.duties.queries import Light, lights_of
from webapp.duties.rules import Standing, shipped
from webapp.duties.rules.judging import earliest
from webapp.duties.verbs.keeping import freshen
from webapp.reminders.notices import Message, Row, people_of, post_each, unsent

STEP = 200
AFTER_DAYS = 7  # a run that did not happen is caught up with for so long


async def warn(day: date | None = None) -> int:
    """Send what is due on `day` (today in China); returns how many notices are new."""
    day = day or today()
    await freshen()
    wanted, sent = await _candidates(day), 0
    for start in range(0, len(wanted), STEP):
        some = wanted[start : start + STEP]
        people, lights = await people_of(some), await lights_of(some, day)
        said = (
            (message, people[one])
            for one in some
            for light in lights[one]
            if (message := _message(one, light, day))
        )
        if planned := await unsent([(message, to) for message, to in said if to]):
            async with transaction():
                sent += (await post_each(planned))["duty"]
    return sent


async def hourly() -> None:
    """The loop: under its lease, so that of several processes one does it."""
    await warn()


async def _candidates(day: date) -> list[int]:
    """Enterprises at work with somebody to tell, of which a record may lapse within the days of its rule."""
    found: set[int] = set()
    for rule in shipped():
        rows: list[Row] = await sql(
            "SELECT DISTINCT s.enterprise FROM duty_standing s JOIN enterprise e ON e.id = s.enterprise "
            "JOIN membership m ON m.enterprise = s.enterprise AND m.ended_at IS NULL "
            "WHERE s.duty = {} AND s.counts_from >= {} AND s.long_from < {} AND e.status = 'running'",
            rule.duty,
            earliest(day - timedelta(days=AFTER_DAYS), rule.late_months),
            earliest(day + timedelta(days=max(rule.warn) + 1), rule.months),
        )
        found |= {row["enterprise"] for row in rows}
    return sorted(found)


def _message(enterprise: int, light: Light, day: date) -> Message | None:
    """The reminder of the nearest of the rule's days that has come; None when none has."""
    judged, rule = light.judged, light.judged.rule
    if rule is None or judged.due_on is None or judged.standing not in (Standing.SOON, Standing.LATE):
        return None
    late = judged.standing is Standing.LATE
    if late and judged.late_from and (day - judged.late_from).days > AFTER_DAYS:
        return None
    left = (judged.due_on - day).days
    step = "late" if late else str(min((days for days in (*rule.warn, 0) if left <= days), default=0))
    name = light.kind.name
    title = f"{name}已逾期" if late else f"{name}将到期"
    text = f"{judged.why}。依据：{rule.sentence}。办好以后，在“履责”里拍下{light.kind.proof}上传。"
    key = f"duty:{enterprise}:{light.kind.code}:{judged.due_on}:{step}"
    return Message(key, "duty", title, text, f"/duties/enterprises/{enterprise}")
