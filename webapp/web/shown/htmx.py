"""htmx 4: what a request says, and what an answer can ask for."""

import json
from typing import Any

from litestar import Response
from litestar.connection import ASGIConnection


def is_htmx(request: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether htmx sent it."""
    return request.headers.get("hx-request") == "true"


def wants_fragment(request: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether a part of the page will do: a partial request that does not restore history."""
    return (
        is_htmx(request)
        and request.headers.get("hx-request-type", "partial") == "partial"
        and request.headers.get("hx-history-restore-request") != "true"
        and request.headers.get("hx-boosted") != "true"
    )


def wants_json(request: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether the caller speaks JSON: no htmx and no page wanted."""
    return not is_htmx(request) and "text/html" not in request.headers.get("accept", "")


def redirect(request: ASGIConnection, path: str) -> Response[Any]:  # type: ignore[type-arg]
    """Go to `path` after a write: 303 for a plain form, HX-Redirect for htmx."""
    if is_htmx(request):
        return Response("", status_code=200, headers={"HX-Redirect": path}, media_type="text/html")
    return Response("", status_code=303, headers={"Location": path}, media_type="text/html")


def trigger(response: Response[Any], event: str, **detail: object) -> Response[Any]:
    """Let the page hear of `event` once the answer has been swapped in."""
    response.headers["HX-Trigger"] = json.dumps({event: detail})
    return response
