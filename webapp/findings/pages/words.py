"""A text to copy into WeChat: what an enterprise still has to do."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from webapp.accounts.reach import enterprise_condition
from webapp.enterprises.tables import Enterprise
from webapp.errors import NotFound
from webapp.findings.forms import ListForm
from webapp.findings.queries import finding_for, open_of
from webapp.findings.views.words import reminder_text
from webapp.web import Request
from webapp.web.access import STAFF
from webapp.web.forms.body import query
from webapp.web.templates import render


@get("/findings/reminder-text", access=STAFF)
async def reminder(request: Request) -> Response[str]:
    """Of all live findings of `?enterprise=`."""
    pk = ListForm(query(request)).enterprise
    reach = enterprise_condition(request.user, Enterprise)
    found = await Enterprise.select(Enterprise.id, Enterprise.name).where(
        (Enterprise.id == (pk or 0)) & reach
    )
    if not found:
        raise NotFound
    rows = await open_of(found[0]["id"])
    return await _page(request, found[0]["name"], rows, f"/enterprises/{found[0]['id']}")


@get("/findings/{pk:int}/reminder-text", access=STAFF)
async def reminder_of_one(request: Request, pk: FromPath[int]) -> Response[str]:
    row = await finding_for(request.user, pk)
    return await _page(request, row["enterprise_name"], [row], f"/findings/{pk}")


async def _page(request: Request, name: str, rows: list[dict[str, Any]], back: str) -> Response[str]:
    text = reminder_text(name, rows)
    return await render(request, "findings/words.html", text=text, back_href=back, name=name)


ROUTES = [reminder, reminder_of_one]
