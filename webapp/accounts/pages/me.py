"""我的: who I am, what may be changed of it, where I am signed in."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts import queries, verbs
from webapp.accounts.forms import MeForm
from webapp.accounts.members import verbs as members
from webapp.web import Request
from webapp.web.access import SIGNED_IN
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render


async def page(request: Request, form: MeForm, status: int = 200) -> Response[str]:
    """The page with a form on it."""
    user = request.user
    return await render(
        request,
        "accounts/me.html",
        form=form,
        sessions=await queries.sessions_of(user),
        enterprises=await members.enterprises_of(user) if user.employer else [],
        status=status,
    )


@get("/me", access=SIGNED_IN)
async def show(request: Request) -> Response[str]:
    return await page(request, MeForm(initial=await queries.contact_of(request.user)))


@post("/me", access=SIGNED_IN)
async def edit(request: Request) -> Response[str]:
    form = MeForm(await submitted(request))
    if not form.valid:
        return await page(request, form, 422)
    await verbs.edit_me(request.user, form.name, form.phone, form.email)
    return flash(redirect(request, "/me"), "已保存。")


@post("/me/sessions/others/end", access=SIGNED_IN)
async def end_others(request: Request) -> Response[str]:
    await verbs.end_other_sessions(request.user)
    return flash(redirect(request, "/me"), "其他设备上的登录已退出。")


@post("/me/sessions/{session:int}/end", access=SIGNED_IN)
async def end_one(request: Request, session: FromPath[int]) -> Response[str]:
    await verbs.end_session(request.user, session)
    return flash(redirect(request, "/me"), "那台设备上的登录已退出。")


ROUTES = [show, edit, end_others, end_one]
