"""E-mail for notices, when MASHANG_SMTP_URL is set. A failure is written down and tried again, later each time."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
from piccolo.columns import Column

from webapp.clock import now
from webapp.db import transaction
from webapp.reminders.judging import judged
from webapp.reminders.tables import Notice
from webapp.settings import settings

log = logging.getLogger("mashang")

BATCH = 50
MOST_TRIES = 10
TIMEOUT = 20
# Longer than one mail can take (a few answers of TIMEOUT), after which a mail whose sender died is sent by another.
CLAIM = timedelta(minutes=5)
Row = dict[str, Any]


def connection(url: str) -> aiosmtplib.SMTP:
    """A client for smtp://user:password@host:port (STARTTLS when offered) or smtps://…; ValueError for others."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("MASHANG_SMTP_URL 应是 smtp://用户:密码@主机:端口 或 smtps://…")
    secure = parts.scheme == "smtps"
    return aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if secure else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=secure,
        timeout=TIMEOUT,
    )


async def send_waiting() -> bool:
    """Send the mails whose time has come, at most BATCH; True when there may be more. Never raises for a bad server."""
    if not settings().smtp_url:
        return False
    rows = (
        await Notice.select(*Notice.all_columns(), Notice.person.email.as_alias("email"))
        .where(Notice.mail_after.is_not_null() & (Notice.mail_after <= now()))
        .order_by(Notice.mail_after, Notice.id)
        .limit(BATCH)
    )
    if not rows:
        return False
    try:
        async with connection(settings().smtp_url) as server:
            for row in rows:
                if await _claimed(row):
                    await _send(server, row)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        log.warning("mail server: %s", error)
        unsent = [row for row in rows if "done" not in row]
        for row in unsent:
            await _failed(row, error)
        return False
    return len(rows) == BATCH


async def _move(row: Row, columns: dict[Column | str, Any]) -> bool:
    """Change a mail that waits as it was when it was read; False when another process has it in hand, or sent it."""
    async with transaction():
        moved = await (
            Notice.update(columns)
            .where((Notice.id == row["id"]) & (Notice.mail_after == row["mail_after"]))
            .returning(Notice.id)
        )
    return bool(moved)


async def _claimed(row: Row) -> bool:
    """Whether this mail is now ours: the lease may have run out in the middle of a batch on a slow server."""
    until = now() + CLAIM
    claimed = await _move(row, {Notice.mail_after: until})
    if claimed:
        row["mail_after"] = until
    else:
        row["done"] = True
    return claimed


async def _send(server: aiosmtplib.SMTP, row: Row) -> None:
    """Send what still holds; of the rest nothing is mailed, and it waits no longer."""
    wanted = await judged(row) if row["email"] else None
    try:
        if wanted:
            await server.send_message(message(wanted))
    except aiosmtplib.SMTPServerDisconnected:
        raise
    except aiosmtplib.SMTPException as error:
        await _failed(row, error)
    else:
        mailed = now() if wanted else None
        async with transaction():
            await Notice.update(
                {Notice.mailed_at: mailed, Notice.mail_after: None, Notice.mail_error: ""}
            ).where(Notice.id == row["id"])
    row["done"] = True


async def _failed(row: Row, error: Exception) -> None:
    """2, 4, 8 … minutes later again, ten times."""
    tries = row["mail_tries"] + 1
    later = None if tries >= MOST_TRIES else now() + timedelta(minutes=2**tries)
    columns: dict[Column | str, Any] = {
        Notice.mail_tries: tries,
        Notice.mail_after: later,
        Notice.mail_error: f"{type(error).__name__}: {error}"[:300],
    }
    await _move(row, columns)


def message(row: Row) -> EmailMessage:
    """The mail of a notice. Its id is always the same, so that a mail that went out twice shows once."""
    current = settings()
    sender = current.mail_from or f"mashang@{urlsplit(current.base_url).hostname or 'localhost'}"
    mail = EmailMessage()
    mail["From"] = sender if "<" in sender else formataddr(("码上职卫", sender))
    mail["To"] = row["email"]
    mail["Subject"] = " ".join(row["title"].split())
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<notice-{row['id']}@{urlsplit(current.base_url).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{row['text']}\n\n{current.base_url}{row['href']}\n\n码上职卫自动发送，请勿回复。\n")
    return mail
