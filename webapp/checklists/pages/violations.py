"""The table of violations, which a bureau checks against the law and corrects."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.checklists import queries, verbs
from webapp.checklists.forms import ViolationForm, base_of
from webapp.checklists.rules.modes import mode_options, mode_words
from webapp.errors import Conflict, NotFound
from webapp.web import Request
from webapp.web.access import STEWARDS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.templates import render

HERE = "/reference/violations"
NEW = "new"


@get(HERE, access=STEWARDS)
async def all_(request: Request) -> Response[str]:
    return await render(
        request,
        "checklists/violations.html",
        rows=(await queries.violations()).values(),
        mode_words=mode_words,
    )


async def stored(code: str) -> dict[str, Any]:
    row = (await queries.violations()).get(code)
    if row is None:
        raise NotFound
    return row


def options(row: dict[str, Any]) -> dict[str, Any]:
    return {"mode": mode_options(row.get("mode", ""), row.get("penalty_article", ""))}


async def page(
    request: Request, code: str, form: ViolationForm, row: dict[str, Any], status: int = 200
) -> Response[str]:
    values = {name: value for name, value in row.items() if name != "code"}
    mark = base_of(form, values, status) if row else ""
    return await render(
        request,
        "checklists/violation.html",
        mode_words=mode_words,
        form=form,
        code=code,
        row=row,
        mark=mark,
        status=status,
    )


@get(HERE + "/{code:str}", access=STEWARDS)
async def show(request: Request, code: FromPath[str]) -> Response[str]:
    row = {} if code == NEW else await stored(code)
    return await page(request, code, ViolationForm(initial=row, options=options(row)), row)


@post(HERE + "/{code:str}", access=STEWARDS)
async def save(request: Request, code: FromPath[str]) -> Response[str]:
    row = {} if code == NEW else await stored(code)
    sent = await submitted(request)
    form = ViolationForm(sent if code == NEW else {**sent, "code": [code]}, options=options(row))
    status = 422
    if form.valid:
        values = {name: form.values[name] for name in form.fields if name not in {"code", "base"}}
        try:
            await verbs.save_violation(request.user, form.code, values, new=code == NEW, base=form.base)
        except Conflict as error:
            form.refuse("code" if code == NEW else "", error.sentence)
            status = error.status
            row = {} if code == NEW else await stored(code)
    if not form.valid:
        return await page(request, code, form, row, status)
    return flash(redirect(request, HERE), f"{form.code} 已保存。")


ROUTES = [all_, show, save]
