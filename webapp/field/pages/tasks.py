"""任务: what waits for this person today and on the coming days."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from webapp.accounts.people import User
from webapp.enterprises.pages.one import map_address
from webapp.field import queries
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.templates import render


def planned(row: dict[str, Any], user: User) -> str:
    """What the form of a visit takes from a day list: its kind and the other of its two people."""
    other = row["second"] if row["lead"] == user.id else row["lead"]
    return urlencode({"kind": row["kind"]} | ({"second": other} if other else {}))


@get("/tasks", access=FIELD)
async def show(request: Request) -> Response[str]:
    return await render(
        request, "field/tasks.html", lists=await queries.tasks(request.user),
        drafts=await queries.drafts(request.user), map_address=map_address, planned=planned,
    )  # fmt: skip


ROUTES = [show]
