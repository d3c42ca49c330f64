"""Forgotten passwords: asking for a link, and setting a new password with it."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.forms import NewPasswordForm, ResetForm
from webapp.accounts.login import reset
from webapp.mail import mail_configured
from webapp.web import Request
from webapp.web.access import ANYONE
from webapp.web.forms.body import query, submitted
from webapp.web.middleware.authentication import client_address
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

ASK = "accounts/reset.html"
NEW = "accounts/new_password.html"


@get("/reset", access=ANYONE)
async def show(request: Request) -> Response[str]:
    form = ResetForm(initial=query(request))
    return await render(request, ASK, form=form, mail=mail_configured(), sent=False)


@post("/reset", access=ANYONE)
async def ask(request: Request) -> Response[str]:
    form = ResetForm(await submitted(request))
    if form.valid:
        with form.attempt():
            await reset.ask_for_reset(form.username, client_address(request))
    status = 200 if form.valid else form.refused_as
    return await render(request, ASK, form=form, mail=mail_configured(), sent=form.valid, status=status)


@get("/reset/{code:str}", access=ANYONE)
async def link(request: Request, code: FromPath[str]) -> Response[str]:
    await reset.reset_row(code)
    return await render(request, NEW, form=NewPasswordForm(), code=code)


@post("/reset/{code:str}", access=ANYONE)
async def use(request: Request, code: FromPath[str]) -> Response[str]:
    await reset.reset_row(code)
    form = NewPasswordForm(await submitted(request))
    if not form.valid:
        return await render(request, NEW, form=form, code=code, status=422)
    await reset.reset_by_link(code, form.password)
    return flash(redirect(request, "/login"), "密码已重置，请用新密码登录。")


ROUTES = [show, ask, link, use]
