"""A form that makes something makes it once, however often its button is pressed.

    @post("/enterprises", access=EDITORS)
    @once
    async def create(request: Request) -> Response[Any]: …

The form holds {{ once() }}: a number of its own. The first transaction of the request also writes that number down, so that
what the form makes and the note that it was made are kept or lost together. The same form with the same content, sent
again (two clicks on a slow line, a reload, going back), is answered as the first was and makes nothing. Other content under
the same number is another form: whoever goes back and corrects something means it.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, Protocol
from uuid import uuid4

from litestar import Response
from litestar.datastructures import UploadFile
from markupsafe import Markup

from webapp.clock import now
from webapp.db import after_commit, transaction
from webapp.db.tables import SentForm
from webapp.db.transaction import first_in_transaction
from webapp.errors import Conflict
from webapp.web import Request
from webapp.web.forms.body import form_fields
from webapp.web.shown.flash import said, say_again
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import shows

FIELD = "_once"
# Normally the first answer is stored milliseconds after its write; after a killed server there is none.
PATIENCE_S, STEP_S = 5.0, 0.05
MOST_PAGES = 100
HERE = "#"  # the place of an answer that leads nowhere
TWICE = "刚才已经提交过，内容已保存，没有重复保存。请返回查看。"


def field() -> Markup:
    """The hidden field of a form; `once` in templates."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, uuid4().hex)


class Sent(Exception):
    """This form was sent before; ends the transaction that would have made its thing again."""


class Handler(Protocol):
    def __call__(self, request: Request, **given: Any) -> Awaitable[Response[Any]]: ...


def once(handler: Callable[..., Awaitable[Response[Any]]]) -> Callable[..., Awaitable[Response[Any]]]:
    """A POST handler of which a form that holds {{ once() }} makes its thing once."""

    @wraps(handler)
    async def wrapped(request: Request, **given: Any) -> Response[Any]:
        claim = Claim(request)
        try:
            with first_in_transaction(claim.take):
                response = await handler(request=request, **given)
        except Sent:
            return await claim.answer()
        if claim.taken:
            await claim.keep(response)
        return response

    return wrapped


# Answers without a redirect, or that show a code once (only its hash is stored), are not kept in the database. A
# second click is
# answered by the process that gave the first answer, as long as it remembers.
_pages: OrderedDict[str, Response[Any]] = OrderedDict()


class Claim:
    """One sent form: `taken` once what it made is committed."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.key = ""
        self.taken = False

    async def take(self) -> None:
        """Write the form's number down, first in the transaction; raises Sent when it is there."""
        if self.taken:
            return
        self.key = self.key or await key_of(self.request)
        if not self.key:
            return
        row = SentForm(key=self.key, at=now())
        if not await SentForm.insert(row).on_conflict(target=SentForm.key, action="DO NOTHING"):
            raise Sent
        after_commit(self._committed)

    def _committed(self) -> None:
        self.taken = True

    async def keep(self, response: Response[Any]) -> None:
        """Note where the first click led; nothing of what was refused, so that it can be tried again."""
        if (response.status_code or 200) >= 400:
            async with transaction():
                await SentForm.delete().where(SentForm.key == self.key)
            return
        where = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
        if not where or shows(response):
            _pages[self.key] = response
            if len(_pages) > MOST_PAGES:
                _pages.popitem(last=False)
            where = where or HERE
        async with transaction():
            await SentForm.update({SentForm.location: where, SentForm.said: said(response)}).where(
                SentForm.key == self.key
            )

    async def answer(self) -> Response[Any]:
        """The answer of the first click; raises Conflict in words where it is not known."""
        for _ in range(int(PATIENCE_S / STEP_S)):
            row = await SentForm.select().where(SentForm.key == self.key).first()
            if row and row["location"]:
                break
            await asyncio.sleep(STEP_S)
        else:
            raise Conflict(TWICE)
        if self.key in _pages:
            return _pages[self.key]
        if row["location"] == HERE:
            raise Conflict(TWICE)
        return say_again(redirect(self.request, row["location"]), row["said"])


async def key_of(request: Request) -> str:
    """What tells this form from every other: person, address, number and content; "" for a form without a number."""
    fields = await form_fields(request)
    number = fields.get(FIELD)
    if not number:
        return ""
    person = request.scope.get("user")
    parts = [str(person.id if person else ""), request.url.path, *_content(fields)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _content(fields: Mapping[str, list[Any]]) -> list[str]:
    return [f"{name}={_text(value)}" for name in sorted(fields) for value in fields[name]]


def _text(value: Any) -> str:
    if not isinstance(value, UploadFile):
        return str(value)
    here = value.file.tell()
    size = value.file.seek(0, 2)
    value.file.seek(here)
    return f"{value.filename} {size}"
