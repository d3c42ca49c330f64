"""The initial password of an account, shown once to whoever made or reset it."""

from typing import Any

from litestar import Response

from webapp.web import Request
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import private, show_at, shown
from webapp.web.templates import render


def show_initial(
    response: Response[Any], request: Request, person: dict[str, Any], password: str
) -> Response[Any]:
    """Let the page that `response` leads to show it."""
    return show_at(response, request, name=person["name"], username=person["username"], password=password)


async def initial_page(request: Request, back: str) -> Response[Any]:
    """That page; back to where it came from when there is nothing to show any more."""
    said = shown(request)
    if not said:
        return redirect(request, back)
    return private(await render(request, "accounts/initial.html", said=said, back_to=back))
