"""Time: stored aware in UTC, shown in Asia/Shanghai; dates are dates there."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date in China."""
    return now().astimezone(CHINA).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock in China."""
    return moment.astimezone(CHINA)


def moment(value: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """Date and time on a clock in China, "" for none."""
    return local(value).strftime(form) if value else ""


def span(
    started: datetime | None,
    ended: datetime | None,
    form: str = "%Y-%m-%d %H:%M",
    time_form: str = "%H:%M",
    join: str = " 至 ",
) -> str:
    """From when until when on a clock in China: the day once where it is one day, both over midnight.

    An empty `time_form` leaves times out: one day, or two.

    Every page, list and paper says a visit's time with this; static/js/visit/sheet.js has the same for a paper that a
    phone writes.
    """
    if started is None or ended is None:
        return moment(started or ended, form)
    same = local(started).date() == local(ended).date()
    if same and not time_form:
        return moment(started, form)
    return f"{moment(started, form)}{join}{moment(ended, time_form if same else form)}"


def midnight(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)
