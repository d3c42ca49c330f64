"""The inbox 消息: what happened, what is due; opening a notice marks it read and goes to its page."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.reminders import events, queries, verbs
from webapp.reminders.forms import InboxForm, ReadForm
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import query, submitted
from webapp.web.navigation import counters
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

__all__ = ["ROUTES", "events"]


@get("/inbox", access=SIGNED_IN)
async def inbox(request: Request) -> Response[str]:
    form = InboxForm(query(request))
    page = await queries.inbox(request.user, form.cursor)
    context: dict[str, Any] = {
        "rows": page.rows,
        "more": f"/inbox?{urlencode({'cursor': page.cursor})}" if page.cursor else "",
        "unread": await queries.unread(request.user),
    }
    return await render(request, "reminders/inbox.html", block="rows", **context)


@post("/inbox/{pk:int}/reading", access=SIGNED_IN)
async def reading(request: Request, pk: FromPath[int]) -> Response[Any]:
    notice = await queries.notice_for(request.user, pk)
    await verbs.read(request.user, pk)
    return redirect(request, notice["href"] or "/inbox")


@post("/inbox/reading", access=SIGNED_IN)
async def reading_all(request: Request) -> Response[Any]:
    form = ReadForm(await submitted(request))
    await verbs.read_all(request.user, form.until or 0)
    return redirect(request, "/inbox")


ROUTES = [inbox, reading, reading_all]

counters["/inbox"] = queries.unread
