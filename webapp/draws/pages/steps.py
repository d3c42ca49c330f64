"""The steps of a draw from its promise to its lock, each a button."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from webapp.draws.forms import ReasonForm, WitnessForm
from webapp.draws.pages.desk import page
from webapp.draws.verbs import drawing, making
from webapp.errors import DomainError
from webapp.web import Request
from webapp.web.access import SUPERVISORS
from webapp.web.forms.body import listed, submitted
from webapp.web.forms.once import once
from webapp.web.shown.flash import flash
from webapp.web.shown.htmx import redirect


@post("/draws/{pk:int}/commitment", access=SUPERVISORS)
async def commit(request: Request, pk: FromPath[int]) -> Response[str]:
    return await step(request, pk, drawing.commit(request.user, pk), "承诺已公布，现在可以产生公开随机数。")


@post("/draws/{pk:int}/witnesses", access=SUPERVISORS)
@once
async def witness(request: Request, pk: FromPath[int]) -> Response[str]:
    form = WitnessForm(await submitted(request))
    if not form.valid:
        return await page(request, pk, forms={"witness": form}, status=422)
    doing = drawing.witness(request.user, pk, form.name, form.post, form.text)
    return await step(request, pk, doing, "已记录，不能再修改。")


@post("/draws/{pk:int}/result", access=SUPERVISORS)
async def draw(request: Request, pk: FromPath[int]) -> Response[str]:
    data = await submitted(request)
    number = next(iter(map(str, listed(data, "number"))), "").strip()
    return await step(request, pk, drawing.draw(request.user, pk, number), "抽取完成，请核对以后锁定。")


@post("/draws/{pk:int}/lock", access=SUPERVISORS)
async def lock(request: Request, pk: FromPath[int]) -> Response[str]:
    return await step(request, pk, drawing.close(request.user, pk), "结果已锁定。")


@post("/draws/{pk:int}/abandonment", access=SUPERVISORS)
async def abandon(request: Request, pk: FromPath[int]) -> Response[str]:
    form = ReasonForm(await submitted(request))
    if not form.valid:
        return await page(request, pk, forms={"reason": form}, status=422)
    return await step(request, pk, making.abandon(request.user, pk, form.reason), "抽查已放弃，记录保留。")


async def step(request: Request, pk: int, doing: Any, says: str) -> Response[str]:
    """Do it and show the draw; a refusal stands on the page of the draw as it is now."""
    try:
        await doing
    except DomainError as error:
        if error.status == 404:
            raise
        return await page(request, pk, problem=error.sentence, status=error.status)
    return flash(redirect(request, f"/draws/{pk}"), says)


ROUTES = [commit, witness, draw, lock, abandon]
