"""The last route: a page that does not exist still shows the person's navigation."""

from litestar import Response, get
from litestar.params import FromPath

from webapp.errors import NotFound
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.shown.htmx import redirect


@get("/", access=ANYONE)
async def home(request: Request) -> Response[str]:
    """To the first page of the person's role."""
    user = request.scope.get("user")
    start = {"inspector": "/tasks", "assistant": "/tasks", "supervisor": "/board", "employer": "/findings"}
    return redirect(request, start.get(user.role, "/enterprises") if user else "/login")


@get("/{path:path}", access=ANYONE)
async def missing(path: FromPath[str]) -> None:
    raise NotFound("没有这个页面。")
