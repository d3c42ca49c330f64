"""The code of one enterprise: to show, to print again, to revoke when its label was lost."""

from litestar import Response, get, post
from litestar.params import FromPath

from webapp.enterprises.rules.short_codes import show_short_code
from webapp.errors import Conflict
from webapp.gate import queries, verbs
from webapp.gate.forms import RevokeForm
from webapp.web import Request
from webapp.web.access import DESK, EDITORS
from webapp.web.forms.body import submitted
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect
from webapp.web.shown.qr import gate_address, qr_svg
from webapp.web.templates import render


async def page(request: Request, pk: int, form: RevokeForm, status: int = 200) -> Response[str]:
    """The page of the codes of an enterprise in reach."""
    enterprise, codes = await queries.codes_of(request.user, pk)
    current = next((code for code in codes if code["revoked_at"] is None), None)
    if current:
        current["short"] = show_short_code(current["short_code"])
        current["svg"] = qr_svg(gate_address(current["token"]), f"{enterprise['name']}的二维码")
    old = [code | {"short": show_short_code(code["short_code"])} for code in codes if code["revoked_at"]]
    return await render(
        request, "gate/code.html", enterprise=enterprise, current=current, old=old, form=form, status=status
    )


@get("/enterprises/{pk:int}/code", access=EDITORS)
async def show(request: Request, pk: FromPath[int]) -> Response[str]:
    return await page(request, pk, RevokeForm())


@post("/enterprises/{pk:int}/code", access=EDITORS)
async def issue(request: Request, pk: FromPath[int]) -> Response[str]:
    await verbs.issue(request.user, pk)
    return flash(redirect(request, f"/enterprises/{pk}/code"), "二维码已生成。")


@post("/enterprises/{pk:int}/code/revocation", access=DESK)
async def revoke(request: Request, pk: FromPath[int]) -> Response[str]:
    form = RevokeForm(await submitted(request))
    status = 422
    if form.valid:
        try:
            await verbs.revoke(request.user, pk, form.reason, code=form.code)
        except Conflict as error:
            form.refuse("", error.sentence)
            status = error.status
    if not form.valid:
        return await page(request, pk, form, status)
    return flash(redirect(request, f"/enterprises/{pk}/code"), "旧码已作废，新码已生成，请打印新标签。")


ROUTES = [show, issue, revoke]
