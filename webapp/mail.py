"""E-mail by SMTP, when MASHANG_SMTP_URL is set: smtp://user:password@host:587 (STARTTLS when offered) or smtps://."""

import asyncio
import logging
from collections.abc import Coroutine
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from webapp.settings import settings

TIMEOUT = 20
log = logging.getLogger("mashang")
_running: set[asyncio.Task[Any]] = set()


def mail_configured() -> bool:
    """Whether e-mail can be sent at all."""
    return bool(settings().smtp_url)


async def send_mail(to: str, subject: str, text: str) -> bool:
    """Send one plain text; False, and a line in the log, when it was not taken. Never raises for a mail server."""
    if not mail_configured() or not to:
        return False
    parts = urlsplit(settings().smtp_url)
    secure = parts.scheme == "smtps"
    sender = settings().mail_from or unquote(parts.username or "") or f"noreply@{parts.hostname}"
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="mashang.invalid")
        message.set_content(text)
        await aiosmtplib.send(
            message,
            hostname=parts.hostname or "127.0.0.1",
            port=parts.port or (465 if secure else 587),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=secure,
            timeout=TIMEOUT,
        )
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        log.warning("mail was not sent: %s", error)
        return False
    return True


def in_background(work: Coroutine[Any, Any, Any]) -> None:
    """Do `work` after the answer, so that nobody waits for a mail server or learns anything from its time."""
    task = asyncio.create_task(_logged(work))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _logged(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except Exception:
        # Nobody waits for it any more; the log is where it shows.
        log.exception("work in the background failed")


async def drain() -> None:
    """Wait for what is still being sent (at the end of the application, and in tests)."""
    if _running:
        await asyncio.wait(list(_running), timeout=TIMEOUT + 5)
