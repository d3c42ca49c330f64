"""Activation: the form for people of enterprises, and the bureau's page of codes and people of an enterprise."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.accounts.forms import ActivateForm, CodeForm, IssueForm
from webapp.accounts.login import reset
from webapp.accounts.members import activation
from webapp.accounts.members import verbs as members
from webapp.accounts.members.joining import NOT_THEIRS, WrongCode, activate, company_of
from webapp.accounts.pages.initial import initial_page, show_initial
from webapp.errors import DomainError
from webapp.settings import settings
from webapp.web import Request
from webapp.web.access import ANYONE, EDITORS, STAFF
from webapp.web.forms.body import query, submitted
from webapp.web.forms.once import once
from webapp.web.middleware.authentication import device_cookie, keep_browser, set_session, trace_of
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.shown.once_shown import private, show_at, shown
from webapp.web.shown.qr import qr_svg
from webapp.web.templates import render

PAGE = "accounts/activate.html"
GONE = "激活码只显示一次，现在不能再看了。没有抄下或印出的，请重新发一个。"


@get("/activate", access=ANYONE)
async def show(request: Request) -> Response[str]:
    return await render(request, PAGE, form=ActivateForm(initial=query(request)))


@post("/activate", access=ANYONE)
async def use(request: Request) -> Response[str]:
    form = ActivateForm(await submitted(request))
    if not form.valid:
        return await _again(request, form)
    trace = trace_of(request)
    with form.attempt(_field_of):
        token = await activate(
            form.code,
            form.name,
            form.mobile,
            form.password,
            device=trace.device,
            address=trace.address,
            browser=trace.browser,
            known=device_cookie(request),
        )
        response = flash(redirect(request, "/"), "已激活，欢迎使用。")
        await set_session(request, response, token)
        return keep_browser(response, request)
    return await _again(request, form)


async def _again(request: Request, form: ActivateForm) -> Response[str]:
    """The form with what is wrong, and with the enterprise where it was shown before."""
    asked, found = CodeForm({"code": form.raw["code"]}), None
    if form.looked and asked.valid and not isinstance(form.refused, WrongCode):
        with asked.attempt("code"):
            found = await company_of(asked.code, trace_of(request).address)
    return await render(request, PAGE, form=form, company=found, status=form.refused_as)


@post("/activate/company", access=ANYONE)
async def company(request: Request) -> Response[str]:
    """Which enterprise the code is for, before anything is given away; what was typed stays, but for passwords."""
    sent = await submitted(request)
    form = ActivateForm(initial=sent)
    asked = CodeForm(sent)
    found = None
    if asked.valid:
        with asked.attempt("code"):
            found = await company_of(asked.code, trace_of(request).address)
    form.problems |= asked.problems
    return await render(request, PAGE, form=form, company=found, status=200 if found else asked.refused_as)


def _field_of(error: DomainError) -> str:
    if isinstance(error, WrongCode):
        return "code"
    return "password" if error.sentence == NOT_THEIRS else ""


async def page(request: Request, pk: int, form: IssueForm, status: int = 200) -> Response[str]:
    """The people and codes of an enterprise."""
    enterprise = await activation.enterprise_in_reach(request.user, pk)
    return await render(
        request,
        "accounts/members.html",
        enterprise=enterprise,
        people=await members.members_of(pk),
        codes=await members.codes_of(pk),
        form=form,
        status=status,
    )


@get("/enterprises/{pk:int}/activation", access=STAFF)
async def overview(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk, IssueForm())


@post("/enterprises/{pk:int}/activation", access=EDITORS)
@once
async def issue(request: Request, pk: FromPath[int]) -> Response[Any]:
    form = IssueForm(await submitted(request))
    if not form.valid:
        return await page(request, pk, form, 422)
    trace = trace_of(request)
    code = await activation.issue(request.user, pk, form.note, replace=form.replace, trace=trace)
    response = show_at(redirect(request, f"/enterprises/{pk}/activation/code"), request, code=code)
    return keep_browser(response, request)


@get("/enterprises/{pk:int}/activation/code", access=EDITORS)
async def issued(request: Request, pk: FromPath[int]) -> Response[Any]:
    """The code that was just issued, to print or to show."""
    enterprise = await activation.enterprise_in_reach(request.user, pk)
    code = shown(request).get("code", "")
    if not code:
        return flash(redirect(request, f"/enterprises/{pk}/activation"), GONE, "info")
    link = f"{settings().base_url}/activate?code={quote(code)}"
    response = await render(
        request,
        "accounts/code.html",
        enterprise=enterprise,
        code=code,
        link=link,
        qr=qr_svg(link, "激活二维码"),
    )
    return private(response)


@post("/enterprises/{pk:int}/activation/{code:int}/revoke", access=EDITORS)
async def revoke(request: Request, pk: FromPath[int], code: FromPath[int]) -> Response[str]:
    await activation.revoke(request.user, pk, code)
    return flash(redirect(request, f"/enterprises/{pk}/activation"), "激活码已作废。")


@post("/enterprises/{pk:int}/members/{member:int}/end", access=EDITORS)
async def end(request: Request, pk: FromPath[int], member: FromPath[int]) -> Response[str]:
    await members.end_membership(request.user, pk, member)
    return flash(redirect(request, f"/enterprises/{pk}/activation"), "已移除，此人不能再看到这家单位。")


@post("/enterprises/{pk:int}/people/{person:int}/reset", access=EDITORS)
@once
async def reset_password(request: Request, pk: FromPath[int], person: FromPath[int]) -> Response[Any]:
    trace = trace_of(request)
    row, password = await reset.reset_member(request.user, pk, person, trace)
    there = redirect(request, f"/enterprises/{pk}/activation/initial")
    return keep_browser(show_initial(there, request, row, password), request)


@get("/enterprises/{pk:int}/activation/initial", access=EDITORS)
async def initial(request: Request, pk: FromPath[int]) -> Response[Any]:
    await activation.enterprise_in_reach(request.user, pk)
    return await initial_page(request, f"/enterprises/{pk}/activation")


ROUTES = [show, use, company, overview, issue, issued, revoke, end, reset_password, initial]
