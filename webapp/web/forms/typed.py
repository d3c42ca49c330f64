"""What somebody typed into a form whose session had ended meanwhile: it stays on the page that asks to sign in again."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from webapp.accounts.login.sessions import COOKIE, was_signed_in
from webapp.errors import DomainError
from webapp.web.forms.body import form_fields
from webapp.web.shown.htmx import is_htmx, wants_json

# Bytes of a form from a browser without a session cookie. With the cookie of an ended session files are accepted as
# well.
MOST = 1_000_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Typed:
    """The fields of a form in their order, and the names of files, which a page cannot keep."""

    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def words(self) -> list[str]:
        """What people read of it, without ids and ticks."""
        return [text for _, text in self.fields if len(text) > 1 and not text.isascii()]


async def typed_in(connection: ASGIConnection[Any, Any, None, Any]) -> Typed | None:
    """The form that a browser sent; None for anything else, for passwords, and for what is too much to keep."""
    if not isinstance(connection, Request) or connection.method != "POST":
        return None
    if is_htmx(connection) or wants_json(connection):
        return None  # their page is still there
    if not connection.headers.get("content-type", "").startswith(FORMS):
        return None
    size = connection.headers.get("content-length", "")
    token = connection.cookies.get(COOKIE)
    if not size.isdecimal() or (int(size) > MOST and not (token and await was_signed_in(token))):
        return None
    try:
        sent = await form_fields(connection)
    except (DomainError, HTTPException):
        return None
    fields: list[tuple[str, str]] = []
    files: list[str] = []
    for name, value in [(one, value) for one in sent for value in sent[one]]:
        if isinstance(value, UploadFile):
            files += [value.filename] if value.filename else []
            await value.close()  # Litestar closes only what a handler has been called with
        else:
            fields.append((name, str(value)))
    if not fields or any("password" in name for name in sent):
        return None
    return Typed(fields, files)
