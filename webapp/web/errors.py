"""From exceptions to answers: a sentence in Chinese, as a page, a fragment or JSON; never a traceback."""

import logging
from typing import Any
from urllib.parse import quote

from litestar import Request as LitestarRequest
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.exceptions.http_exceptions import ClientException

from webapp.db.transaction import translated
from webapp.errors import DomainError, Unread
from webapp.logs import new_request_id, request_id
from webapp.web.access import NotSignedIn, PasswordFirst
from webapp.web.navigation import entries_of
from webapp.web.shown.htmx import is_htmx, wants_json
from webapp.web.templates import bare, is_demo

log = logging.getLogger("mashang")

SENTENCES = {
    400: "请求的内容无法识别，请检查后重试。",
    401: "请先登录。",
    403: "您没有权限这样做。",
    404: "没有找到，可能已删除，或不在您的管辖范围内。",
    405: "这个地址不支持这样的操作。",
    413: "内容太大，请缩小后重试。",
    429: "操作过于频繁，请稍候再试。",
}
BROKEN = "系统出了问题，内容可能没有保存。请重试；仍然不行请联系管理员，并告知编号 {}。"

LONGEST_NEXT = 500

AnyRequest = LitestarRequest[Any, Any, Any]


def on_domain_error(request: AnyRequest, error: DomainError) -> Response[Any]:
    """Our own errors carry their sentence."""
    opens_page = request.method == "GET" and not is_htmx(request) and not wants_json(request)
    if isinstance(error, NotSignedIn) and opens_page:
        return Response("", status_code=303, headers={"Location": f"/login?next={next_of(request)}"})
    if isinstance(error, PasswordFirst) and opens_page:
        return Response("", status_code=303, headers={"Location": "/password"})
    if isinstance(error, NotSignedIn) and error.typed:
        action = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return bare("web/signed_out.html", error.status, typed=error.typed, action=action)
    if isinstance(error, NotSignedIn) and is_htmx(request):
        return on_page("web/_signed_out.html", error.status)
    headers = {"Connection": "close"} if isinstance(error, Unread) else None
    return answer(request, error.status, error.sentence, headers, about=error.about)


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Litestar's errors speak English to developers; people get our sentence for the status."""
    status = error.status_code
    if isinstance(error, ClientException) and "too large" in error.detail.lower():
        status = 413
    if status >= 500:
        return on_error(request, error)
    return answer(request, status, SENTENCES.get(status, SENTENCES[400]), dict(error.headers or {}))


def on_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """Everything else: written to the log under a number that the person is shown."""
    known = translated(error)
    if isinstance(known, DomainError):
        return on_domain_error(request, known)
    number = request_id.get() or new_request_id()
    log.error("%s %s failed, shown as %s", request.method, request.url.path, number, exc_info=error)
    return answer(request, 500, BROKEN.format(number))


def answer(
    request: AnyRequest, status: int, sentence: str, headers: dict[str, str] | None = None, *, about: str = ""
) -> Response[Any]:
    """The sentence in the form the caller understands; JSON callers also hear what it is about, where that is known."""
    headers = dict(headers or {})
    if status == 429:
        headers["Retry-After"] = "10"
    if is_htmx(request):
        return on_page("web/_alert.html", status, headers, sentence=sentence)
    if wants_json(request):
        said = {"error": sentence, **({"about": about} if about else {})}
        return Response(said, status_code=status, media_type="application/json", headers=headers)
    user = request.scope.get("user")
    # For refusals the page keeps the person's navigation, without counts, which would need the database.
    nav = entries_of(user, request.url.path, {}) if user and not user.must_change and status < 500 else None
    number = request_id.get()
    words = {"sentence": sentence, "code": status, "number": number}
    response = bare(
        "web/error.html", status, request=request, user=user, nav=nav, demo=is_demo(request), **words
    )
    response.headers |= headers
    return response


def on_page(
    template: str, status: int, headers: dict[str, str] | None = None, **context: Any
) -> Response[Any]:
    """An alert at the top of the page that htmx asked from; what stands on it stays."""
    response = bare(template, status, **context)
    response.headers |= {"HX-Retarget": "#flash", "HX-Reswap": "innerHTML", **(headers or {})}
    return response


def next_of(request: AnyRequest) -> str:
    """Where to go after the login, for the address of a page only."""
    query = f"?{request.url.query}" if request.url.query else ""
    there = quote(request.url.path + query, safe="/")
    return there if len(there) <= LONGEST_NEXT else quote(request.url.path, safe="/")[:LONGEST_NEXT]


HANDLERS: dict[Any, Any] = {DomainError: on_domain_error, HTTPException: on_http_error, Exception: on_error}
