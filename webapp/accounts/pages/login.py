"""Signing in, signing out, changing the password."""

from litestar import Response, get, post

from webapp.accounts import verbs
from webapp.accounts.forms import LoginForm, PasswordForm
from webapp.accounts.login.verbs import log_in
from webapp.web import Request
from webapp.web.access import ANYONE, INITIAL
from webapp.web.forms.body import query, submitted
from webapp.web.middleware.authentication import (
    client_address,
    device_cookie,
    drop_session,
    keep_browser,
    set_session,
    trace_of,
)
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


def safe_next(path: str) -> str:
    """A path of our own to go on to; anything else becomes the start page."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if inside and path.isprintable() and path.isascii() else "/"


@get("/login", access=ANYONE)
async def show(request: Request) -> Response[str]:
    if request.scope.get("user"):
        return redirect(request, safe_next(str(request.query_params.get("next", "/"))))
    return await render(request, "accounts/login.html", form=LoginForm(initial=query(request)))


@post("/login", access=ANYONE)
async def log_in_(request: Request) -> Response[str]:
    form = LoginForm(await submitted(request))
    if form.valid:
        with form.attempt():
            token = await log_in(
                form.username,
                form.password,
                device=request.headers.get("user-agent", ""),
                address=client_address(request),
                browser=device_cookie(request),
            )
            response = redirect(request, safe_next(form.next))
            await set_session(request, response, token)
            return response
    return await render(request, "accounts/login.html", form=form, status=form.refused_as)


@get("/signed-in", access=INITIAL)
async def signed_in(request: Request) -> Response[str]:
    """After a login in a tab of its own: the form waits in the other one."""
    return await render(request, "accounts/signed_in.html")


@post("/logout", access=INITIAL)
async def log_out(request: Request) -> Response[str]:
    await verbs.log_out(request.user)
    response = redirect(request, "/login?left=1")  # static/js/left.js empties the phone
    drop_session(response)
    return response


@get("/password", access=INITIAL)
async def password(request: Request) -> Response[str]:
    return await render(request, "accounts/password.html", form=PasswordForm())


@post("/password", access=INITIAL)
async def change_password(request: Request) -> Response[str]:
    form, trace = PasswordForm(await submitted(request)), trace_of(request)
    if form.valid:
        with form.attempt("current"):
            await verbs.change_password(
                request.user, form.current, form.password, address=trace.address, trace=trace
            )
            return keep_browser(
                flash(redirect(request, "/"), "密码已修改，其他设备上的登录已退出。"), request
            )
    return await render(request, "accounts/password.html", form=form, status=form.refused_as)


ROUTES = [show, log_in_, signed_in, log_out, password, change_password]
