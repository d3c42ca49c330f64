"""任务: what waits for this person today and on the coming days."""

from litestar import Response, get

from webapp.enterprises.pages.one import map_address
from webapp.field import queries
from webapp.web import Request
from webapp.web.access import FIELD
from webapp.web.templates import render


@get("/tasks", access=FIELD)
async def show(request: Request) -> Response[str]:
    return await render(
        request, "field/tasks.html", lists=await queries.tasks(request.user),
        drafts=await queries.drafts(request.user), map_address=map_address,
    )  # fmt: skip


ROUTES = [show]
